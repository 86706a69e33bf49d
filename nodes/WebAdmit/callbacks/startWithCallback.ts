import { UnsureError } from '../errors';
import type { Run, RunKind } from '../runs/RunKind';
import type { RunsGoingOn } from '../runs/runsGoingOn';
import { Turns } from './turns';

/** How many started runs this process remembers. Only those that have not finished matter. */
const CAPACITY = 10_000;

/**
 * Milliseconds. A run that appears this soon after a start without an answer counts as started by it, since the node, or
 * n8n, tries again at once. After a longer outage, somebody else may have started the run.
 */
const TRIED_AGAIN = 60_000;

/** Stands for the callback URL of a run that was started without one: WebAdMIT calls nobody. */
const NOBODY = '';

interface KnownStart {
	callbackUrl: string;
	/** When, in milliseconds since 1970. */
	at: number;
}

/** A start that may have worked, though no good answer came. */
interface LostStart extends KnownStart {
	/** The runs that it can't have started, since they were there before. */
	before: RunsGoingOn['runs'];
}

/** The runs that this process has started. The keys are made from the address of WebAdMIT, the kind, and the ID. */
const knownStarts = new Map<string, KnownStart>();

/**
 * For each source, the first recent start that ended without an answer. The keys are made from the address of WebAdMIT,
 * the kind, and the source.
 */
const lostStarts = new Map<string, LostStart>();

/** Starts of the same source wait for each other: the second one has to know what the first one has started. */
const turns = new Turns();

export interface Start {
	kind: RunKind;
	/** The root URL of the API. Production and prelaunch can have the same ID for different things. */
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
	 * Whether WebAdMIT will call the URL when the run is finished. While a run of the same source is running, WebAdMIT
	 * answers with that run. As far as is known, it then notifies only the client that started it.
	 */
	willCallBack: boolean;
}

/** Starts a run with a callback, and says whether that callback will come. */
export async function startWithCallback(wanted: Start): Promise<StartedRun> {
	const { callbackUrl, before } = wanted;
	return await inTurn(wanted, { callbackUrl, before: before.runs }, (run, { key, lost }) => {
		const wasThere = before.runs.has(run.id);
		const known = knownStarts.get(key);
		// A run that was started earlier, but was not there before this start, was another run with the same ID. That happens
		// when a test system is reset.
		const isKnown = known !== undefined && (wasThere || known.at >= before.askedAt);
		const mayBeLost =
			lost !== undefined && !lost.before.has(run.id) && (wasThere || lost.at >= before.askedAt);
		const unknownOwner = mayBeLost ? lost.callbackUrl : wasThere ? undefined : callbackUrl;
		const owner = isKnown ? known.callbackUrl : unknownOwner;
		if (!isKnown && owner !== undefined) remember(key, owner);
		return { run, willCallBack: owner === callbackUrl };
	});
}

/**
 * Starts a run without a callback, and remembers whom WebAdMIT will call for it. It may be the run of a lost start that
 * has a callback.
 */
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
 * @param toRemember what to remember about this start if its answer is lost.
 * @param use gets the run, the key under which to remember it, and the lost start that may have started it.
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

/** Only the first lost start counts: a later one gets the run that the first may have started. */
function noteLost(source: string, start: Pick<LostStart, 'callbackUrl' | 'before'>): void {
	for (const other of lostStarts.keys()) if (!lostStart(other)) lostStarts.delete(other);
	if (!lostStarts.has(source)) lostStarts.set(source, { ...start, at: Date.now() });
}

/** The lost start of a source, if it may still be what started a run. */
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
