import type { IDataObject } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import { isRecord, readId } from '../json';

/** A run that was started on activation: for whom, and where it calls back. */
export interface Registration {
	userIdentityId: number;
	exportId: number;
	url: string;
	exportFileId: number;
}

/** What a trigger keeps with the workflow. n8n saves it in its database. */
export interface TriggerData {
	/** Its URL, as long as it is active. */
	url?: string;
	/** Whether it waits for runs of other nodes. */
	byNodes?: boolean;
	/** The run of its last activation. */
	registration?: Registration;
	/** Runs that have called back, the newest last. */
	seenExportFiles?: number[];
}

/**
 * Name in the workflow's static data. It is the workflow's and not the node's, since other nodes look for the URL, and
 * since n8n hangs a node's data on its name: a renamed trigger would have forgotten everything.
 */
const KEY = 'webAdmitTriggers';

/** @param workflowData static data of the workflow (`global`). */
export function readTriggerData(workflowData: IDataObject, nodeId: string): TriggerData {
	return readAll(workflowData).get(nodeId) ?? {};
}

export function changeTriggerData(
	workflowData: IDataObject,
	nodeId: string,
	change: TriggerData,
): void {
	const stored = isRecord(workflowData[KEY]) ? workflowData[KEY] : {};
	// Made anew at the top: that is where n8n notices for certain that there is something to save.
	workflowData[KEY] = {
		...stored,
		[nodeId]: deepCopy({ ...readTriggerData(workflowData, nodeId), ...change }),
	};
}

/** What the triggers of a workflow have left there. */
export function allTriggerData(workflowData: IDataObject): TriggerData[] {
	return [...readAll(workflowData).values()];
}

/** The URL of an active trigger, of one that waits for runs of other nodes if there is such a one. */
export function findTriggerUrl(triggers: TriggerData[]): string | undefined {
	const active = triggers.filter(({ url }) => url !== undefined);
	return (active.find(({ byNodes }) => byNodes) ?? active[0])?.url;
}

function readAll(workflowData: IDataObject): Map<string, TriggerData> {
	const stored = workflowData[KEY];
	if (!isRecord(stored)) return new Map();
	return new Map(Object.entries(stored).map(([nodeId, data]) => [nodeId, readOne(data)]));
}

function readOne(data: unknown): TriggerData {
	if (!isRecord(data)) return {};
	const { url, byNodes, seenExportFiles } = data;
	return {
		...(typeof url === 'string' && URL.canParse(url) ? { url } : {}),
		byNodes: byNodes === true,
		registration: readRegistration(data.registration),
		seenExportFiles: Array.isArray(seenExportFiles)
			? seenExportFiles.map(readId).filter((id) => id !== undefined)
			: [],
	};
}

function readRegistration(stored: unknown): Registration | undefined {
	if (!isRecord(stored)) return undefined;
	const userIdentityId = readId(stored.userIdentityId);
	const exportId = readId(stored.exportId);
	const exportFileId = readId(stored.exportFileId);
	const { url } = stored;
	if (userIdentityId === undefined || exportId === undefined || exportFileId === undefined) {
		return undefined;
	}
	return typeof url === 'string' ? { userIdentityId, exportId, exportFileId, url } : undefined;
}
