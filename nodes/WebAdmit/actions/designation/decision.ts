import type { IExecuteFunctions } from 'n8n-workflow';
import { listDecisions } from '../../api/decisions';
import type { Entry } from '../../api/read';
import { isEmpty, listOf, normalized } from '../../changes/values';
import { ExplainedError, shown } from '../../errors';
import { isRecord, readId } from '../../json';
import { checkedId, locatorValue } from '../../parameters';
import type { ApiRequest } from '../../transport/apiRequest';
import { onceForEach } from '../changes/onceForEach';

/**
 * Makes what reads 'Decision': an ID, or a name, which is looked up in the list of the identity. The list is loaded once for
 * all items, and only where there is a name.
 */
export function decisionReader(request: ApiRequest) {
	const ofIdentity = onceForEach<Entry[]>();
	return async (
		context: IExecuteFunctions,
		itemIndex: number,
		userIdentityId: number,
	): Promise<number> => {
		const field: unknown = context.getNodeParameter('decisionId', itemIndex, '');
		const value = locatorValue(field);
		if (isEmpty(value)) {
			throw new ExplainedError(`'Decision' is empty [Item ${itemIndex}]`, {
				description:
					"Choose a decision, or check that the previous node gives one for every item. To take a decision away, use the operation 'Clear Decision'.",
			});
		}
		// Where an expression took the place of the whole field, it says by its form which of the two it is.
		const mode = isRecord(field) ? field.mode : undefined;
		const isName = mode === 'name' || (mode === undefined && readId(value) === undefined);
		if (!isName) return checkedId(value, 'Decision', itemIndex);
		const decisions = await ofIdentity(
			String(userIdentityId),
			async () => await listDecisions(request, userIdentityId),
		);
		return decisionNamed(value, decisions, itemIndex);
	};
}

function decisionNamed(value: unknown, decisions: Entry[], itemIndex: number): number {
	const named = decisions.flatMap(({ id, name }) =>
		typeof name === 'string' ? [{ id, name }] : [],
	);
	const text = typeof value === 'string' ? value : String(value);
	const alike = named.filter(({ name }) => normalized(name) === normalized(text));
	const same = alike.filter(({ name }) => name === text.trim());
	const [found, another] = same.length > 0 ? same : alike;
	if (found && !another) return found.id;
	if (found) {
		throw new ExplainedError(
			`There are several decisions called ${shown(value)} [Item ${itemIndex}]`,
			{ description: "Choose 'From List' or 'By ID' in 'Decision', so that it is clear which." },
		);
	}
	throw new ExplainedError(`There is no decision called ${shown(value)} [Item ${itemIndex}]`, {
		description:
			named.length === 0
				? 'This user identity has no decisions.'
				: `The decisions of this user identity are: ${listOf(named.map(({ name }) => name))}.`,
	});
}
