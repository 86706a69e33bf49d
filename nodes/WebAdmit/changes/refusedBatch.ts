import { ExplainedError, excerpt } from '../errors';
import type { Change, ChangeKind, ItemChanges } from './ChangeKind';

/**
 * The place of a mistake in a batch, as WebAdMIT writes it, e.g. `'#/designations/3/applicant_cas_id'`. The name of the
 * list can differ: older documentation has another one for answers.
 */
const PLACE = /'#\/\w+\/(\d+)(?:\/(\w+))?[^']*'/;

/**
 * The error for a batch that WebAdMIT has refused. It names the item and the field instead of a place in the batch. An
 * error that names no place stays as it is.
 */
export function refusedBatch(kind: ChangeKind, items: ItemChanges[], error: unknown): unknown {
	if (!(error instanceof ExplainedError)) return error;
	const changes = items.flatMap(({ item, changes: ofItem }) =>
		ofItem.map((change) => ({ item, change })),
	);
	const told = error.sentences.map((sentence) => {
		const [place, index, field = ''] = PLACE.exec(sentence) ?? [];
		const found = index === undefined ? undefined : changes[Number(index)];
		if (place === undefined || !found) return { sentence };
		const label = labelOf(kind, field, found.change);
		return { sentence: sentence.replace(place, () => label), item: found.item, label };
	});
	const first = told.find(({ item }) => item !== undefined);
	if (first?.item === undefined) return error;
	const sentences = told.map(({ sentence }) => sentence).join(' ');
	return new ExplainedError(
		`WebAdMIT refused the whole batch because of ${first.label} [Item ${first.item}]: ${excerpt(sentences)}`,
		{
			...explanationOf(error),
			description: `No change in this batch was made. Correct ${first.label} of item ${first.item}, and run this again.`,
		},
	);
}

function labelOf({ labels }: ChangeKind, field: string, { words, casId }: Change): string {
	const label = labels.get(field);
	return label === undefined ? `${words} of applicant ${casId}` : `'${label}'`;
}

function explanationOf({ httpCode, sentences }: ExplainedError) {
	return { httpCode, sentences };
}
