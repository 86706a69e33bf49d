import type { IDataObject } from 'n8n-workflow';
import { isRecord } from '../api/read';

/**
 * Where an activated WebAdMIT Trigger leaves its URL for the action nodes of the same workflow: in the workflow's static
 * data, under the name of the trigger node. (It has to be the workflow's, since a node can't read another node's.)
 */
const KEY = 'webAdmitTriggerUrls';

/** The URL of an activated WebAdMIT Trigger of the workflow; undefined when there is none. */
export function findTriggerUrl(workflowData: IDataObject): string | undefined {
	const urls = workflowData[KEY];
	if (!isRecord(urls)) return undefined;
	return Object.values(urls).find((url): url is string => typeof url === 'string');
}

export function leaveTriggerUrl(workflowData: IDataObject, nodeName: string, url: string): void {
	const urls = workflowData[KEY];
	workflowData[KEY] = { ...(isRecord(urls) ? urls : {}), [nodeName]: url };
}

/** Takes back a URL, under whatever name it was left: the trigger may have been renamed since. */
export function removeTriggerUrl(workflowData: IDataObject, url: string): void {
	const urls = workflowData[KEY];
	if (!isRecord(urls)) return;
	workflowData[KEY] = Object.fromEntries(Object.entries(urls).filter(([, left]) => left !== url));
}
