import { UnsureError } from '../errors';
import type { Run, RunKind } from '../runs/RunKind';
import type { RunsGoingOn } from '../runs/runsGoingOn';
import { Turns } from './turns';

/** How many runs this process remembers to have started. Only those that have not finished matter. */
const CAPACITY = 10_000;

/**
 * Milliseconds within which a run that appears is taken for the one of a start that ended without an answer: the node, or n8n,
 * tries again at once. After a longer outage, somebody else may have started it.
 */
const TRIED_AGAIN = 60_000;

/** What this process has started without a callback: WebAdMIT calls nobody then. */
const NOBODY = '';

interface KnownStart {
	callbackUrl: string;
	/** When, in milliseconds since 1970. */
	at: number;
}

/** A start that may have been carried out, though no good answer came. */
interface LostStart extends KnownStart {
	/** What it can't have started, since it was there before. */
	before: RunsGoingOn['runs'];
}

/** Each run that this process has started, by WebAdMIT, kind and ID. */
const knownStarts = new Map<string, KnownStart>();

/** The first start of each source that lately ended without an answer, by WebAdMIT, kind and source. */
const lostStarts = new Map<string, LostStart>();

/** Starts of the same source wait for each other: who comes second has to know what the first one has started. */
const turns = new Turns();

export interface Start {
	kind: RunKind;
	/** The root URL of the API: another WebAdMIT has the same IDs for other things. */
	baseUrl: string;
	sourceId: number;
	callbackUrl: string;
	/** The runs that had not finished before this try. */
	before: RunsGoingOn;
	/** Sends the call. */
	start: () => Promise<Run>;
	/** When it is aborted, waiting for earlier starts ends. */
	signal?: AbortSignal;
}

export interface StartedRun {
	run: Run;
	/**
	 * Whether WebAdMIT will call the URL when the run is finished. Until a run of the same source is finished, WebAdMIT
	 * answers with that run, and as far as is known it notifies only the client that started it.
	 */
	willCallBack: boolean;
}

/** Starts a run with a callback, and says whether that callback will come. */
export async function startWithCallback(wanted: Start): Promise<StartedRun> {
	const { callbackUrl, before } = wanted;
	return await inTurn(wanted, { callbackUrl, before: before.runs }, (run, { key, lost }) => {
		const wasThere = before.runs.has(run.id);
		const known = knownStarts.get(key);
		// One that was not there, but had been started before, was another run with that ID: of a test system that was reset.
		const isKnown = known !== undefined && (wasThere || known.at >= before.askedAt);
		const mayBeLost =
			lost !== undefined && !lost.before.has(run.id) && (wasThere || lost.at >= before.askedAt);
		const unknownOwner = mayBeLost ? lost.callbackUrl : wasThere ? undefined : callbackUrl;
		const owner = isKnown ? known.callbackUrl : unknownOwner;
		if (!isKnown && owner !== undefined) remember(key, owner);
		return { run, willCallBack: owner === callbackUrl };
	});
}

/** Starts a run without a callback, and remembers whom it calls: it may be that of a start that was lost. */
export async function startWithoutCallback(
	wanted: Omit<Start, 'callbackUrl' | 'before'>,
): Promise<Run> {
	return await inTurn(wanted, { callbackUrl: NOBODY, before: new Map() }, (run, { key, lost }) => {
		const mayBeLost = lost !== undefined && !lost.before.has(run.id);
		if (!knownStarts.has(key)) remember(key, mayBeLost ? lost.callbackUrl : NOBODY);
		return run;
	});
}

/**
 * Starts a run after all earlier starts of the same source have ended.
 *
 * @param toRemember what is remembered of this start when its answer is lost.
 * @param use gets the run, the key by which it is remembered, and the start that may have been its own.
 */
async function inTurn<T>(
	{ kind, baseUrl, sourceId, start, signal }: Omit<Start, 'callbackUrl' | 'before'>,
	toRemember: Pick<LostStart, 'callbackUrl' | 'before'>,
	use: (run: Run, known: { key: string; lost?: LostStart }) => T,
): Promise<T> {
	const place = `${baseUrl} ${kind.name}`;
	const source = `${place} of ${sourceId}`;
	const task = async () => {
		const run = await start().catch((error: unknown) => {
			if (error instanceof UnsureError) noteLost(source, toRemember);
			throw error;
		});
		const lost = lostStart(source);
		lostStarts.delete(source);
		return use(run, { key: `${place} ${run.id}`, lost });
	};
	return await turns.take(source, task, signal);
}

/** Only the first counts: a later one gets what that one may have started. */
function noteLost(source: string, start: Pick<LostStart, 'callbackUrl' | 'before'>): void {
	for (const other of lostStarts.keys()) if (!lostStart(other)) lostStarts.delete(other);
	if (!lostStarts.has(source)) lostStarts.set(source, { ...start, at: Date.now() });
}

/** The start of a source that may still be the one of a run that nobody is known to have started. */
function lostStart(source: string): LostStart | undefined {
	const lost = lostStarts.get(source);
	return lost && Date.now() - lost.at < TRIED_AGAIN ? lost : undefined;
}

function remember(key: string, callbackUrl: string): void {
	knownStarts.delete(key);
	knownStarts.set(key, { callbackUrl, at: Date.now() });
	for (const [oldest] of knownStarts) {
		if (knownStarts.size <= CAPACITY) break;
		knownStarts.delete(oldest);
	}
}
