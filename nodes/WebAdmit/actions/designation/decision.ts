import { listDecisions } from '../../api/decisions';
import type { Entry } from '../../api/read';
import { isEmpty, listOf, normalized } from '../../changes/values';
import { ExplainedError, valueInMessage } from '../../errors';
import { readId } from '../../json';
import type { Entered } from '../../parameters/Entered';
import { atItem, readParameter } from '../../parameters/Entered';
import { checkedId, ID_LABELS } from '../../parameters/ids';
import type { NodeParameters } from '../../parameters/NodeParameters';
import type { ApiRequest } from '../../transport/apiRequest';
import { onceForEach } from '../changes/onceForEach';

/**
 * Makes the function that reads 'Decision': an ID, or a name that is looked up in the list of the identity. The list is
 * loaded only for a name, and once for all items.
 */
export function decisionReader(request: ApiRequest) {
	const ofIdentity = onceForEach<Entry[]>();
	return async (parameters: NodeParameters, userIdentityId: number): Promise<number> => {
		const field = readParameter(parameters, 'decisionId', ID_LABELS.decisionId);
		const { value, mode } = field;
		if (isEmpty(value)) {
			throw new ExplainedError(`'Decision' is empty${atItem(field)}`, {
				description:
					"Choose a decision, or check that the previous node gives one for every item. To remove a decision, use the operation 'Clear Decision'.",
			});
		}
		// If an expression replaces the whole field, there is no mode. Then a number is an ID, and everything else is a name.
		const isName = mode === 'name' || (mode === undefined && readId(value) === undefined);
		if (!isName) return checkedId(field);
		const decisions = await ofIdentity(
			String(userIdentityId),
			async () => await listDecisions(request, userIdentityId),
		);
		return decisionNamed(field, decisions);
	};
}

function decisionNamed(field: Entered, decisions: Entry[]): number {
	const { value } = field;
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
			`There are several decisions called ${valueInMessage(value)}${atItem(field)}`,
			{
				description:
					"Choose 'From List' or 'By ID' in 'Decision', so that it is clear which one you mean.",
			},
		);
	}
	const name = `${valueInMessage(value)}${atItem(field)}`;
	if (named.length === 0) {
		throw new ExplainedError(`There is no decision called ${name}`, {
			description:
				"This user identity has no decisions. Choose another 'User Identity', or set up decisions in WebAdMIT.",
		});
	}
	// The names are in the message because an error item has no description.
	const names = listOf(named.map((decision) => decision.name));
	throw new ExplainedError(`There is no decision called ${name}. Choose one of ${names}`, {
		description:
			'These are the decisions of this user identity. Correct the name, or choose another identity.',
	});
}
