import { type Kind, type LateRequest, type Night, sourceKey } from '../record';
import { type Invariant, stopsOfMain } from './excuses';

/** Milliseconds for which n8n may ask about a run that doesn't exist: as long as the nodes repeat a question. */
const FALSE_QUESTIONS = 330_000;

/**
 * No more runs are started than were asked for. A start is sent again only if its answer was lost or bad. A trigger that
 * starts its run itself does that when it is activated, before all troubles. It does that again when n8n starts, if the
 * callback has not come.
 */
export const runsAreStartedAsAskedFor: Invariant = (night) => {
	const own = night.triggers.flatMap(({ kind, startsItself }) =>
		startsItself.map((sourceId) => sourceKey(kind, sourceId)),
	);
	const keys = new Set([
		...own,
		...night.starts.map(({ kind, sourceId }) => sourceKey(kind, sourceId)),
	]);
	return [...keys].flatMap((key) => {
		const starts = night.starts.filter(({ kind, sourceId }) => sourceKey(kind, sourceId) === key);
		const answered = starts.filter(({ status }) => status !== null && status < 300).length;
		const asked = askedFor(night, key);
		const isMissing = answered === 0 && own.includes(key);
		return answered > asked || isMissing
			? [`${key} was started ${answered} times, and asked for ${asked} times`]
			: [];
	});
};

function askedFor(night: Night, key: string): number {
	const isIt = (kind: Kind) => (sourceId: number) => sourceKey(kind, sourceId) === key;
	const orders = night.orders
		.filter(({ kind, sourceIds }) => sourceIds.some(isIt(kind)))
		.map(({ acceptedAt, unanswered }) => unanswered + (acceptedAt === null ? 0 : 1));
	const activations = night.triggers
		.filter(({ kind, startsItself }) => startsItself.some(isIt(kind)))
		.map(() => 1 + stopsOfMain(night).length);
	const scheduled = night.schedules
		.filter(({ kind, sourceId }) => sourceKey(kind, sourceId) === key)
		.map(({ workflow }) => night.executions.filter((one) => one.workflow === workflow).length);
	return [...orders, ...activations, ...scheduled].reduce((sum, count) => sum + count, 0);
}

/** When everything has ended, no more questions are asked, except about runs that only false callbacks name. */
export const nothingIsAskedAfterTheEnd: Invariant = (night) =>
	night.lateRequests
		.filter((request) => !isAboutFalsehood(night, request))
		.map(({ method, path }) => `Asked after the end: ${method} ${path}`);

/**
 * Whether a request asks about the run of a false callback. n8n asks several times before it believes that there is no
 * such run.
 */
function isAboutFalsehood({ falseCallbacks }: Night, { path, at }: LateRequest): boolean {
	const [, exportId, runId] = /\/exports\/(\d+)\/export_files\/(\d+)$/.exec(path) ?? [];
	const [, batchId] = /\/pdf_manager_batches\/(\d+)$/.exec(path) ?? [];
	return falseCallbacks.some((one) => {
		const isNamed =
			one.kind === 'exportFile'
				? one.runId === Number(runId) && one.sourceId === Number(exportId)
				: one.runId === Number(batchId);
		return isNamed && one.at <= at && at - one.at < FALSE_QUESTIONS;
	});
}

/** The key goes only to the API. */
export const keyStays: Invariant = ({ keyElsewhere }) =>
	keyElsewhere.map((request) => `The key went elsewhere: ${request}`);

/** Neither the key nor a signed URL is in n8n's folder or in an execution. */
export const secretsStay: Invariant = ({ leaks }) => leaks.map((file) => `A secret is in ${file}`);

/** No connection is left open. Nobody can tell that of a process that is gone. */
export const nothingIsLeftOpen: Invariant = ({ openSockets, gone }) => [
	...(openSockets > 0 ? [`${openSockets} connections to WebAdMIT are still open`] : []),
	...(gone > 0 ? [`${gone} processes of n8n are gone`] : []),
];
