import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isRecord, readId } from '../json';

/** What is stored with a suspended execution for each of its items. */
export interface SuspendedItem {
	/** The output as it was when the execution was suspended. */
	json: IDataObject;
	/** Index of the input item that it belongs to. */
	item: number;
	/** The run that is waited for; missing where nothing is. */
	run?: { id: number; exportId: number; userIdentityId: number };
}

/** Name under which it is stored in the node's context, which n8n saves with the execution. */
const KEY = 'suspendedItems';

export function storeSuspended(context: IExecuteFunctions, items: SuspendedItem[]): void {
	context.getContext('node')[KEY] = items;
}

/** Reads back what was stored; undefined when there is nothing of that shape. (A webhook has no `getContext` in n8n.) */
export function readSuspended(context: IWebhookFunctions): SuspendedItem[] | undefined {
	// Two braces in the name would end the expression.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, (brace) =>
		brace === '{' ? '\\u007b' : '\\u007d',
	);
	const stored: unknown = context.evaluateExpression(`{{ $node[${name}].context.${KEY} }}`);
	if (!Array.isArray(stored)) return undefined;
	const items = stored.map(readItem);
	return items.every((item) => item !== undefined) ? items : undefined;
}

function readItem(stored: unknown): SuspendedItem | undefined {
	if (!isRecord(stored) || !isRecord(stored.json) || typeof stored.item !== 'number') {
		return undefined;
	}
	const { json, item, run } = stored;
	if (!isRecord(run)) return { json, item };
	const id = readId(run.id);
	const exportId = readId(run.exportId);
	const userIdentityId = readId(run.userIdentityId);
	if (id === undefined || exportId === undefined || userIdentityId === undefined) return undefined;
	return { json, item, run: { id, exportId, userIdentityId } };
}
