import type {
	Change,
	ChangeResult,
	ItemChanges,
} from '../../../../nodes/WebAdmit/changes/ChangeKind';

export function change(casId: string, target: string, value: string): Change {
	return {
		casId,
		target,
		value,
		body: { target, value },
		words: `'${target}'`,
		makeAlone: async () => ({ target, value }),
	};
}

export function itemOf(
	item: number,
	casId: string,
	{ programId = 7, changes = [change(casId, 'decision', '1')] } = {},
): ItemChanges {
	return {
		item,
		applicant: { userIdentityId: 1, programId, casId },
		changes,
		wait: { maxWait: 60_000, pollInterval: 15_000 },
	};
}

export function resultOf(
	{ casId, target, value }: Pick<Change, 'casId' | 'target' | 'value'>,
	...errors: string[]
): ChangeResult {
	return { casId, target, value, output: { target, value }, errors };
}
