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
 * The URL that resumes the suspended execution. Its last part is this node's own, so that a late callback does not
 * wake another node that waits later in the same execution. In n8n 2 the URL carries a signature.
 */
export function resumeUrl(context: IExecuteFunctions): string {
	const written = context.evaluateExpression('{{ $execution.resumeUrl }}', 0);
	const url = new URL(typeof written === 'string' ? written : '');
	url.pathname = `${url.pathname}/${RESUME_PATH}`;
	return url.href;
}

/**
 * Suspends the execution until all the runs that will call back are finished; n8n keeps it in its database meanwhile.
 *
 * A run can finish before the execution has been stored: n8n refuses its callback then, and WebAdMIT is not known to
 * repeat it. Two things are done about that. What has finished by now is not waited for. And once the execution is
 * stored, it is called back from here: that makes it ask WebAdMIT for all its runs, so that nothing which happened in
 * between is missed, and whatever finishes later finds it suspended.
 *
 * @param results what the node has for each item so far, in their order.
 * @returns the same, with the present state of the runs; n8n gives it out at once when nothing is left to wait for.
 */
export async function suspendUntilFinished(
	context: IExecuteFunctions,
	session: Session,
	kind: RunKind,
	results: INodeExecutionData[],
): Promise<INodeExecutionData[]> {
	const awaited = await presentState(session.request, kind, session.awaitedRuns);
	// A cancelled execution is not to be stored as one that waits, nor called back.
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
		// Nobody waits for it, and n8n must not end because of it.
		callBackWhenSuspended(context, kind.writeCallback(first)).catch(() => undefined);
	}
	return items.map(({ json, item }) => ({ json, pairedItem: { item } }));
}

function itemIndexOf({ pairedItem }: INodeExecutionData, fallback: number): number {
	return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : fallback;
}

/** The runs with their state of now. One that WebAdMIT gives no state for keeps the one that it had. */
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

/** Milliseconds that n8n is given to store the execution; the first pause, which grows, and the longest one. */
const STORING_TIME = 120_000;
const FIRST_CALL_PAUSE = 200;
const LONGEST_CALL_PAUSE = 8_000;

/**
 * Calls the execution back as soon as it is stored, as if WebAdMIT had. Until then, n8n refuses. This continues after the
 * node has ended, for a moment; nothing depends on it but runs that finish in that moment.
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
 * Whether the execution was asked to look for its runs, or has gone on already, since WebAdMIT was faster: it is over, or
 * not there any more, or waits at another node.
 */
function hasArrived({ statusCode, body }: TextResponse): boolean {
	if (statusCode === 409) return body.includes('finished');
	return statusCode < 300 || (statusCode === 404 && /execution/i.test(body));
}

/**
 * Whether n8n may take the same callback a moment later. While an execution runs that has not been stored, n8n answers 409,
 * but some versions 500 as long as nothing of it is stored at all; and whoever is busy (n8n, a proxy before it) says so.
 */
function mayBeTakenLater({ statusCode }: TextResponse): boolean {
	return statusCode === 409 || statusCode === 429 || statusCode >= 500;
}
