import type { IDataObject } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import { findRunKind } from '../runs/kinds';
import type { RunKindName } from '../runs/RunKind';

/** Which runs a trigger takes. */
export interface Filter {
	kind: RunKindName;
	/** Whether other nodes start them. If not, the trigger itself does. */
	byNodes: boolean;
	/** The IDs of the exports or templates that count. Empty for all. */
	sourceIds: number[];
}

/** A run that a trigger has started on activation. */
export interface Registration {
	kind: RunKindName;
	userIdentityId: number;
	sourceId: number;
	runId: number;
	/** What a call about the run has to name, beside its ID: see `RunAddress`. */
	parentId: number;
	url: string;
}

/** All that is known about one trigger. */
export interface TriggerRecord {
	/** When it was last activated or deactivated, in milliseconds since 1970. 0 if that is not known. */
	changedAt: number;
	/** Its URL, while it is active. */
	url?: string;
	filter?: Filter;
	/** The last run that it has started. */
	registration?: Registration;
	/** The {@link runKey}s of runs whose callback has been handled, the newest last. */
	seenRuns: string[];
}

export const NOTHING_KNOWN: TriggerRecord = { changedAt: 0, seenRuns: [] };

/** How many runs a trigger remembers. WebAdMIT repeats a callback within minutes, if at all. */
export const CAPACITY = 1_000;

/** The key under which a run is remembered. It has the kind, since runs of two kinds can have the same ID. */
export function runKey(kind: RunKindName, id: number): string {
	return `${kind} ${id}`;
}

/** The last runs of a list, without repetitions. */
export function newest(runs: string[]): string[] {
	return [...new Set(runs)].slice(-CAPACITY);
}

/** Two records of the same trigger in one: the newer state, and the runs that either of them has seen. */
export function merged(stored: TriggerRecord, remembered: TriggerRecord): TriggerRecord {
	const newer = stored.changedAt >= remembered.changedAt ? stored : remembered;
	return { ...newer, seenRuns: newest([...stored.seenRuns, ...remembered.seenRuns]) };
}

/** Whether a list of source IDs has this one. An empty list means all. */
export function accepts(sourceIds: number[], sourceId: number): boolean {
	return sourceIds.length === 0 || sourceIds.includes(sourceId);
}

/**
 * The URL of an active trigger that takes runs of this source. Triggers for runs of other nodes come first, and among
 * them those that name the source.
 */
export function findTriggerUrl(
	triggers: TriggerRecord[],
	kind: RunKindName,
	sourceId: number,
): string | undefined {
	const rank = ({ byNodes, sourceIds }: Filter) => (byNodes ? 0 : 2) + (sourceIds.length ? 0 : 1);
	return triggers
		.flatMap(({ url, filter }) => (url !== undefined && filter ? [{ url, filter }] : []))
		.filter(({ filter }) => filter.kind === kind && accepts(filter.sourceIds, sourceId))
		.sort((a, b) => rank(a.filter) - rank(b.filter))[0]?.url;
}

/**
 * Name in the static data of the workflow. The data of the node would not do: other nodes look for the URL, and n8n
 * keeps the data of a node under its name, so that a renamed trigger would forget everything.
 */
const KEY = 'webAdmitTriggers';

/** @param workflowData static data of the workflow (`global`). */
export function readRecords(workflowData: IDataObject): Map<string, TriggerRecord> {
	const stored = isRecord(workflowData[KEY]) ? deepCopy(workflowData[KEY]) : {};
	return new Map(Object.entries(stored).map(([nodeId, record]) => [nodeId, readRecord(record)]));
}

/** Sets the whole value at the top level, where n8n is sure to notice that there is something to save. */
export function writeRecords(
	workflowData: IDataObject,
	records: ReadonlyMap<string, TriggerRecord>,
): void {
	workflowData[KEY] = deepCopy(Object.fromEntries(records));
}

function readRecord(stored: unknown): TriggerRecord {
	const { changedAt, url, filter, registration, seenRuns } = isRecord(stored) ? stored : {};
	return {
		changedAt: typeof changedAt === 'number' ? changedAt : 0,
		url: isUrl(url) ? url : undefined,
		filter: isFilter(filter) ? filter : undefined,
		registration: isRegistration(registration) ? registration : undefined,
		seenRuns: isListOf(seenRuns, (run): run is string => typeof run === 'string') ? seenRuns : [],
	};
}

function isListOf<T>(stored: unknown, is: (entry: unknown) => entry is T): stored is T[] {
	return Array.isArray(stored) && stored.every(is);
}

const isUrl = (stored: unknown): stored is string =>
	typeof stored === 'string' && URL.canParse(stored);

const isId = (stored: unknown): stored is number =>
	typeof stored === 'number' && readId(stored) !== undefined;

const isKind = (stored: unknown): stored is RunKindName => findRunKind(stored) !== undefined;

function isFilter(stored: unknown): stored is Filter {
	if (!isRecord(stored)) return false;
	const { kind, byNodes, sourceIds } = stored;
	return isKind(kind) && typeof byNodes === 'boolean' && isListOf(sourceIds, isId);
}

function isRegistration(stored: unknown): stored is Registration {
	if (!isRecord(stored)) return false;
	const { kind, userIdentityId, sourceId, runId, parentId, url } = stored;
	return isKind(kind) && isUrl(url) && [userIdentityId, sourceId, runId, parentId].every(isId);
}
