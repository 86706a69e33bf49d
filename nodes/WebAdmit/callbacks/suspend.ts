import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { pause } from '../pause';
import { askAll, runSource } from '../runs/askTogether';
import type { RunKind } from '../runs/RunKind';
import { isFinished } from '../runs/status';
import type { AwaitedRun, Session } from '../session';
import type { TextResponse } from '../transport/httpResponse';
import type { ApiRequest } from '../transport/apiRequest';
import type { WrittenCallback } from '../transport/ownWebhook';
import { callOwnExecution } from '../transport/ownWebhook';
import type { SuspendedItem } from './suspended';
import { RESUME_PATH } from './resumePath';
import { storeSuspended } from './suspended';

/**
 * The URL that resumes the suspended execution. Its last part belongs to this node, so that a late callback does not
 * resume another node that waits later in the same execution. In n8n 2, the URL has a signature.
 */
export function resumeUrl(context: IExecuteFunctions): string {
	const written = context.evaluateExpression('{{ $execution.resumeUrl }}', 0);
	const url = new URL(typeof written === 'string' ? written : '');
	url.pathname = `${url.pathname}/${RESUME_PATH}`;
	return url.href;
}

/**
 * Suspends the execution until all runs that will call back are finished. Until then, n8n keeps it in its database.
 *
 * A run can finish before n8n has stored the execution. n8n then refuses the callback, and WebAdMIT is not known to
 * repeat it. So the execution does not wait for runs that have finished by now. And once it is stored, the node itself
 * calls it back, which makes it ask WebAdMIT about all its runs. Runs that finish after that find it suspended.
 *
 * @param results what the node has for each item so far, in their order.
 * @returns the same, with the current state of the runs. n8n outputs it at once if there is nothing to wait for.
 */
export async function suspendUntilFinished(
	context: IExecuteFunctions,
	session: Session,
	kind: RunKind,
	results: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const awaited = await presentState(session.request, kind, session.awaitedRuns);
	// A canceled execution must be neither stored as waiting nor called back.
	session.signal.throwIfAborted();
	const items = results.map((result, index): SuspendedItem => {
		const item = itemIndexOf(result, index);
		const run = awaited.find(({ itemIndex }) => itemIndex === item)?.run;
		if (!run) return { json: result.json, item };
		return { json: kind.output(run), item, run: isFinished(run.status) ? undefined : run };
	});

	const first = items.find(({ run }) => run)?.run;
	if (first) {
		const until = Date.now() + Math.max(...awaited.map(({ maxWait }) => maxWait));
		storeSuspended(context, { kind: kind.name, until, items });
		await context.putExecutionToWait(new Date(until));
		// Nothing waits for this call, and an unhandled error would end n8n.
		callBackWhenSuspended(context, kind.writeCallback(first)).catch(() => undefined);
	}
	return items.map(({ json, item }) => ({ json, pairedItem: { item } }));
}

function itemIndexOf({ pairedItem }: INodeExecutionData, fallback: number): number {
	return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : fallback;
}

/** The runs with their current state. A run for which WebAdMIT gives no state keeps its old one. */
async function presentState(
	request: ApiRequest,
	kind: RunKind,
	awaited: AwaitedRun[],
): Promise<AwaitedRun[]> {
	const answers = await askAll(
		runSource(kind, request),
		awaited.map(({ run }) => ({ group: run.userIdentityId, run })),
	);
	return awaited.map((member, index) => {
		const answer = answers[index];
		return answer?.status === 'fulfilled' ? { ...member, run: answer.value } : member;
	});
}

/** Milliseconds: how long n8n may take to store the execution, the first pause between two calls, and the longest one. */
const STORING_TIME = 120_000;
const FIRST_CALL_PAUSE = 200;
const LONGEST_CALL_PAUSE = 8_000;

/**
 * Calls the execution back, as WebAdMIT does, as soon as it is stored. Until then, n8n refuses the call. This continues
 * for a moment after the node has ended. Only runs that finish in that moment depend on it.
 */
async function callBackWhenSuspended(
	context: IExecuteFunctions,
	callback: WrittenCallback,
): Promise<void> {
	const url = resumeUrl(context);
	const never = new AbortController().signal;
	const end = Date.now() + STORING_TIME;
	let answer: TextResponse | undefined;
	for (
		let wait = FIRST_CALL_PAUSE;
		Date.now() < end;
		wait = Math.min(wait * 2, LONGEST_CALL_PAUSE)
	) {
		await pause(wait, never);
		answer = await callOwnExecution(context, url, callback);
		if (answer && hasArrived(answer)) return;
		if (answer && !mayBeTakenLater(answer)) break;
	}
	context.logger.warn(
		`WebAdMIT: n8n cannot call its own webhook URL (${answer?.statusCode ?? 'no answer'}), so n8n may not notice a run that finished at this very moment until 'Max Wait' is over`,
		{ node: context.getNode().name },
	);
}

/**
 * Whether the execution has taken the call, or no longer needs it. WebAdMIT may have called first: then the execution is
 * finished, or gone, or waits at another node.
 */
function hasArrived({ statusCode, body }: TextResponse): boolean {
	if (statusCode === 409) return body.includes('finished');
	return statusCode < 300 || (statusCode === 404 && /execution/i.test(body));
}

/**
 * Whether n8n may take the same callback a moment later. For an execution that is running and not stored yet, n8n
 * answers 409. Some versions answer 500 while nothing of it is stored. n8n, or a proxy in front of it, may also answer
 * that it is busy.
 */
function mayBeTakenLater({ statusCode }: TextResponse): boolean {
	return statusCode === 409 || statusCode === 429 || statusCode >= 500;
}
