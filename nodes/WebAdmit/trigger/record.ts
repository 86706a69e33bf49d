import type { IDataObject } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import { findRunKind } from '../runs/kinds';
import type { RunKindName } from '../runs/RunKind';

/** Which runs a trigger takes. */
export interface Filter {
	kind: RunKindName;
	/** Whether other nodes start them; otherwise the trigger itself. */
	byNodes: boolean;
	/** The exports or templates that count; empty: all. */
	sourceIds: number[];
}

/** A run that a trigger has started on activation: of what, for whom, and where it calls back. */
export interface Registration {
	kind: RunKindName;
	userIdentityId: number;
	sourceId: number;
	runId: number;
	/** What WebAdMIT is asked for the run by, see `RunAddress`. */
	parentId: number;
	url: string;
}

/** All that is known of one trigger. */
export interface TriggerRecord {
	/** When it was last switched on or off, in milliseconds since 1970; 0 where that is not known. */
	changedAt: number;
	/** Its URL, as long as it is active. */
	url?: string;
	filter?: Filter;
	/** The run that it has started last. */
	registration?: Registration;
	/** Runs whose callback has been dealt with, by {@link runKey}, the newest last. */
	seenRuns: string[];
}

export const NOTHING_KNOWN: TriggerRecord = { changedAt: 0, seenRuns: [] };

/** How many runs a trigger remembers. WebAdMIT repeats a callback within minutes, if at all. */
export const CAPACITY = 1_000;

/** What a run is remembered by. The IDs of two kinds overlap. */
export function runKey(kind: RunKindName, id: number): string {
	return `${kind} ${id}`;
}

/** The last runs of a list without repetitions. */
export function newest(runs: string[]): string[] {
	return [...new Set(runs)].slice(-CAPACITY);
}

/** What two sources know of the same trigger: the newer state, and the runs that either has seen. */
export function merged(stored: TriggerRecord, remembered: TriggerRecord): TriggerRecord {
	const newer = stored.changedAt >= remembered.changedAt ? stored : remembered;
	return { ...newer, seenRuns: newest([...stored.seenRuns, ...remembered.seenRuns]) };
}

/** Whether a list of sources, of which an empty one means all, has this one. */
export function accepts(sourceIds: number[], sourceId: number): boolean {
	return sourceIds.length === 0 || sourceIds.includes(sourceId);
}

/**
 * The URL of the active trigger that takes runs of this source. One that waits for runs of other nodes comes first, then
 * one that names the source.
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
 * Name in the workflow's static data. It is the workflow's and not the node's, since other nodes look for the URL, and
 * since n8n hangs a node's data on its name: a renamed trigger would have forgotten everything.
 */
const KEY = 'webAdmitTriggers';

/** @param workflowData static data of the workflow (`global`). */
export function readRecords(workflowData: IDataObject): Map<string, TriggerRecord> {
	const stored = isRecord(workflowData[KEY]) ? deepCopy(workflowData[KEY]) : {};
	return new Map(Object.entries(stored).map(([nodeId, record]) => [nodeId, readRecord(record)]));
}

/** Set anew at the top: that is where n8n notices for certain that there is something to save. */
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
