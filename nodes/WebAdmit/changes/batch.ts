import type { IDataObject } from 'n8n-workflow';
import { programPath, type ProgramAddress } from '../api/programAddress';
import { readIfKnown, readUnder } from '../api/read';
import { capitalized, ExplainedError, UnsureError } from '../errors';
import { isRecord, readId } from '../json';
import { persist, persistUntil } from '../runs/persist';
import { RunWatcher } from '../runs/RunWatcher';
import type { WaitOptions } from '../runs/RunWatcher';
import { readStatus } from '../runs/status';
import type { Session } from '../session';
import { unexpectedAnswer } from '../transport/refusals';
import type { Batch, ChangeKind, ItemChanges } from './ChangeKind';
import { MAYBE_MADE } from './ChangeKind';
import { matchResults } from './matchResults';
import { refusedBatch } from './refusedBatch';
import { ChangeError, RefusedChangeError, type ChangeOutcome } from './refusedChange';

/** A batch that WebAdMIT has taken. */
interface CreatedBatch {
	id: number;
	program: ProgramAddress;
	/** In the form of `status.ts`: `queued`, `in_progress`, `available`, `success_with_errors`, `failed`. */
	status: string;
	/** Once the batch is finished: the result of each change, in any order. */
	results: unknown;
}

export type BatchWatcher = RunWatcher<CreatedBatch, number>;

const nameOf = ({ id, program }: CreatedBatch) => `batch ${id} of program ${program.programId}`;

/** Waits for batches. Each is asked about by itself, since WebAdMIT has no list of them. */
export function createBatchWatcher(
	kind: ChangeKind,
	{ requestOnce, signal }: Session,
): BatchWatcher {
	return new RunWatcher<CreatedBatch, number>(
		{
			list: async () => [],
			get: async ({ id, program }) => {
				const path = [...programPath(program), kind.batchPath, id];
				return readBatch(await requestOnce({ version: 2, path }), program);
			},
			nameOf,
			onGivingUp: "It continues in WebAdMIT. Look there for the result, or increase 'Max Wait'.",
		},
		signal,
	);
}

/** `{href, batch: {id, status, results}}` */
function readBatch(answer: unknown, program: ProgramAddress): CreatedBatch {
	return readUnder(answer, 'batch', (value) => {
		const id = isRecord(value) ? readId(value.id) : undefined;
		if (!isRecord(value) || id === undefined || typeof value.status !== 'string') {
			throw unexpectedAnswer("'id' or 'status' of a batch is", value);
		}
		return { id, program, status: readStatus(value.status), results: value.results };
	});
}

/**
 * Sends the changes of a batch to WebAdMIT, and waits until it has made them.
 *
 * @returns for each item, a list with the outcome of each change.
 * @throws ExplainedError if nothing is known about any change: the batch was refused, or was not finished in time.
 */
export async function carryOutBatch(
	kind: ChangeKind,
	batch: Batch,
	session: Session,
	watcher: BatchWatcher,
): Promise<ChangeOutcome[][]> {
	const wait = longestWait(batch.items);
	const created = await createBatch(kind, batch, session, wait).catch((error: unknown) => {
		throw refusedBatch(kind, batch.items, error);
	});
	try {
		const finished = await watcher.wait(created, undefined, wait);
		return outcomesOf(kind, batch, finished);
	} catch (error) {
		throw namingBatch(created, error);
	}
}

/** Sends the changes. If the answer is lost, they are sent again: setting the same value twice does no harm. */
async function createBatch(
	kind: ChangeKind,
	{ program, items }: Batch,
	{ requestOnce, signal }: Session,
	{ maxWait }: WaitOptions,
): Promise<CreatedBatch> {
	const list: IDataObject[] = items.flatMap(({ applicant: { casId }, changes }) =>
		changes.map(({ body }) => ({ applicant_cas_id: casId, ...body })),
	);
	const send = async () => {
		const answer = await requestOnce({
			method: 'POST',
			version: 2,
			path: [...programPath(program), kind.batchPath],
			body: { [kind.listName]: list },
			starting: { repeatedWithin: Infinity, advice: MAYBE_MADE },
		});
		try {
			return readBatch(answer, program);
		} catch (error) {
			throw error instanceof ExplainedError ? new UnsureError(error, MAYBE_MADE) : error;
		}
	};
	return await persist(send, { until: persistUntil(maxWait), signal });
}

function outcomesOf(kind: ChangeKind, { items }: Batch, created: CreatedBatch): ChangeOutcome[][] {
	const { status, results } = created;
	const isFailed = status === 'failed';
	if (!Array.isArray(results) && !isFailed) {
		throw unexpectedAnswer("the list 'results' is", { status, results });
	}
	const entries: unknown[] = Array.isArray(results) ? results : [];
	const read = entries
		.map((entry) => readIfKnown(entry, kind.readResult))
		.filter((result) => result !== undefined);
	const matched = matchResults(
		items.flatMap(({ changes }) => changes),
		read,
		kind,
	);
	const unknown = isFailed ? failedBatch(created) : unsaid(created);
	let next = 0;
	return items.map(({ changes }) =>
		changes.map((): ChangeOutcome => {
			const result = matched[next++];
			if (result && result.errors.length > 0)
				return { error: new RefusedChangeError(result.errors) };
			return result && !isFailed ? { output: result.output } : { error: unknown };
		}),
	);
}

function failedBatch(created: CreatedBatch): ExplainedError {
	const name = nameOf(created);
	return new ExplainedError(`${capitalized(name)} failed in WebAdMIT`, {
		description:
			'Look at the applicants in WebAdMIT before you run this again: some changes may have been made. Making them again does no harm.',
	});
}

function unsaid(created: CreatedBatch): ExplainedError {
	return new ChangeError(`WebAdMIT gave no result for this change (${nameOf(created)})`, {
		description: `Look at the applicant in WebAdMIT. ${MAYBE_MADE}`,
	});
}

/** The error with the batch in its message, so that somebody can look for it in WebAdMIT. */
function namingBatch(created: CreatedBatch, error: unknown): unknown {
	const name = nameOf(created);
	if (!(error instanceof ExplainedError)) return error;
	if (error.message.toLowerCase().includes(name)) return error;
	return new ExplainedError(`${error.message.replace(/\.$/, '')} (${name})`, error);
}

/** A batch waits as long, and is asked about as often, as any of its items wants. */
function longestWait(items: ItemChanges[]): WaitOptions {
	return {
		maxWait: Math.max(...items.map(({ wait }) => wait.maxWait)),
		pollInterval: Math.min(...items.map(({ wait }) => wait.pollInterval)),
	};
}
