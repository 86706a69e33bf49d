import { UnsureError } from '../errors';
import type { Run, RunKind } from '../runs/RunKind';
import type { RunsGoingOn } from '../runs/runsGoingOn';
import { Turns } from './turns';

/** How many runs this process remembers to have started. Only those that have not finished matter. */
const CAPACITY = 10_000;

/** Milliseconds in which n8n, or the user, tries again what ended without an answer. */
const TRIED_AGAIN = 5 * 60_000;

/** What this process has started without a callback: WebAdMIT calls nobody then. */
const NOBODY = '';

interface KnownStart {
	callbackUrl: string;
	/** When, in milliseconds since 1970. */
	at: number;
}

/** Each run that this process has started, by WebAdMIT, kind and ID. */
const knownStarts = new Map<string, KnownStart>();

/** Starts that ended without an answer, by WebAdMIT, kind and source. */
const unanswered = new Map<string, KnownStart>();

/** Starts of the same source wait for each other: who comes second has to know what the first one has started. */
const turns = new Turns();

/** Starts without a callback that WebAdMIT has not answered yet, by WebAdMIT, kind and source. They wait for nobody. */
const underWay = new Map<string, Set<Promise<unknown>>>();

export interface Start {
	kind: RunKind;
	/** The root URL of the API: another WebAdMIT has the same IDs for other things. */
	baseUrl: string;
	sourceId: number;
	callbackUrl: string;
	/** The runs that had not finished before. */
	before: RunsGoingOn;
	/** Sends the call. */
	start: () => Promise<Run>;
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
	const { kind, baseUrl, sourceId, callbackUrl, before, start } = wanted;
	const place = `${baseUrl} ${kind.name}`;
	const source = `${place} of ${sourceId}`;
	return await turns.take(source, async () => {
		const run = await start().catch((error: unknown) => {
			if (error instanceof UnsureError) unanswered.set(source, { callbackUrl, at: Date.now() });
			throw error;
		});
		// One of these may have started the run, and be answered later.
		await Promise.allSettled([...(underWay.get(source) ?? [])]);
		const key = `${place} ${run.id}`;
		const wasThere = before.runs.has(run.id);
		const known = knownStarts.get(key);
		// One that was not there, but had been started before, was another run with that ID: of a test system that was reset.
		const isKnown = known !== undefined && (wasThere || known.at >= before.askedAt);
		const owner = isKnown ? known.callbackUrl : wasThere ? lostOwner(source) : callbackUrl;
		unanswered.delete(source);
		if (!isKnown && owner !== undefined) remember(key, owner);
		return { run, willCallBack: owner === callbackUrl };
	});
}

/** Starts a run without a callback, and remembers it: whoever gets the same run will not be called either. */
export async function startWithoutCallback({
	kind,
	baseUrl,
	sourceId,
	start,
}: Pick<Start, 'kind' | 'baseUrl' | 'sourceId' | 'start'>): Promise<Run> {
	const place = `${baseUrl} ${kind.name}`;
	const started = start().then((run) => {
		const key = `${place} ${run.id}`;
		if (!knownStarts.has(key)) remember(key, NOBODY);
		return run;
	});
	const source = `${place} of ${sourceId}`;
	const others = underWay.get(source) ?? new Set();
	underWay.set(source, others.add(started));
	try {
		return await started;
	} finally {
		others.delete(started);
		if (others.size === 0) underWay.delete(source);
	}
}

/** Whose run it is that nobody is known to have started: perhaps of the start that ended without an answer. */
function lostOwner(source: string): string | undefined {
	const start = unanswered.get(source);
	return start && Date.now() - start.at < TRIED_AGAIN ? start.callbackUrl : undefined;
}

function remember(key: string, callbackUrl: string): void {
	knownStarts.delete(key);
	knownStarts.set(key, { callbackUrl, at: Date.now() });
	for (const [oldest] of knownStarts) {
		if (knownStarts.size <= CAPACITY) break;
		knownStarts.delete(oldest);
	}
}
