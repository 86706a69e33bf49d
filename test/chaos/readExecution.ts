import { FinishedRun, type StoredExecution } from '../n8n-server';
import type { Execution, Item } from './record';
import { POLLING, RESULT, STARTED, TRIGGER } from './workflows';

/** The index of an item that belongs to no single input item. No order has a source there. */
const UNPAIRED = -1;

/** Returns the SHA-256 of a file that n8n has stored. */
type HashOf = (fileId: string) => Promise<string>;

/** What n8n has stored about an execution: the part that the invariants need. */
export async function readExecution(
	hashOf: HashOf,
	stored: StoredExecution,
	workflow: string,
): Promise<Execution> {
	const { id, status, createdAt, startedAt = createdAt, stoppedAt, data } = stored;
	const run = new FinishedRun(stored);
	const { runData } = data.resultData;
	// For an execution that crashed, n8n names nodes for which it has no data, or makes up their output.
	const hasRun = (name: string) => (runData[name]?.length ?? 0) > 0;
	const waiting = data.executionData?.nodeExecutionStack ?? [];
	const startedWith = (name: string) => {
		const begun = waiting.find(({ node }) => node.name === name);
		if (begun !== undefined) return begun.data.main?.[0] ?? undefined;
		return hasRun(name) ? run.items(name) : undefined;
	};
	const fired = startedWith(TRIGGER)?.[0]?.json.id;
	const found = startedWith(POLLING)?.map(({ json }) => Number(json.id));
	const last = [RESULT, STARTED].find(hasRun);
	const result = last === undefined ? undefined : run.items(last);
	const items =
		result && (await Promise.all(result.map(async (one) => await readItem(hashOf, one))));
	const { error } = run;
	return {
		id,
		workflow,
		status,
		startedAt: startedAt === undefined ? 0 : Date.parse(startedAt),
		stoppedAt: stoppedAt === undefined ? null : Date.parse(stoppedAt),
		text: JSON.stringify(data),
		error: error && `${error.message} ${error.description ?? ''}`,
		items,
		found,
		triggeredBy: typeof fired === 'number' ? fired : undefined,
		isErased: error !== undefined && Object.keys(runData).length === 0 && waiting.length === 0,
	};
}

type GivenItem = ReturnType<FinishedRun['items']>[number];

async function readItem(hashOf: HashOf, { json, binary, pairedItem }: GivenItem): Promise<Item> {
	const number = (value: unknown) => (typeof value === 'number' ? value : undefined);
	const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
	const fileId = binary?.data?.id;
	return {
		index: typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : UNPAIRED,
		runId: number(json.id),
		status: text(json.status),
		finished: typeof json.finished === 'boolean' ? json.finished : undefined,
		error: text(json.error),
		file: fileId === undefined ? undefined : await hashOf(fileId),
	};
}
