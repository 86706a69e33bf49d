import type { IDataObject, IExecuteFunctions, IWebhookFunctions } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import { findRunKind } from '../runs/kinds';
import type { Run, RunKindName } from '../runs/RunKind';

/** What is stored with a suspended execution. */
export interface Suspension {
	kind: RunKindName;
	/** When n8n continues the execution without any callback, in milliseconds since 1970. */
	until: number;
	items: SuspendedItem[];
}

export interface SuspendedItem {
	/** The output at the moment when the execution was suspended. */
	json: IDataObject;
	/** Index of the input item that it belongs to. */
	item: number;
	/** The run that the execution waits for. Missing if there is none. */
	run?: Run;
}

/** Name of the suspension in the node's context, which n8n saves with the execution. */
const KEY = 'suspension';

/** Stores the suspension in the context of the node, which n8n saves with the execution. */
export function storeSuspended(context: IExecuteFunctions, suspension: Suspension): void {
	context.getContext('node')[KEY] = suspension;
}

/**
 * Reads what was stored, or undefined if it does not have that shape. It reads through an expression, since n8n gives
 * webhooks no `getContext`.
 */
export function readSuspended(context: IWebhookFunctions): Suspension | undefined {
	// Two braces in the name would end the expression.
	const name = JSON.stringify(context.getNode().name).replace(/[{}]/g, (brace) =>
		brace === '{' ? '\\u007b' : '\\u007d',
	);
	const stored: unknown = context.evaluateExpression(`{{ $node[${name}].context.${KEY} }}`);
	if (!isRecord(stored) || !Array.isArray(stored.items)) return undefined;
	const kind = findRunKind(stored.kind)?.name;
	const items = stored.items.map(readItem);
	const { until } = stored;
	if (kind === undefined || typeof until !== 'number') return undefined;
	if (!items.every((item) => item !== undefined)) return undefined;
	return { kind, until, items };
}

function readItem(stored: unknown): SuspendedItem | undefined {
	if (!isRecord(stored) || !isRecord(stored.json) || typeof stored.item !== 'number') {
		return undefined;
	}
	const { json, item } = stored;
	if (!isRecord(stored.run)) return { json, item };
	const run = readRun(stored.run);
	return run && { json, item, run };
}

function readRun({ status, fields, ...stored }: IDataObject): Run | undefined {
	const id = readId(stored.id);
	const parentId = readId(stored.parentId);
	const sourceId = readId(stored.sourceId);
	const userIdentityId = readId(stored.userIdentityId);
	if (id === undefined || parentId === undefined || sourceId === undefined) return undefined;
	if (typeof status !== 'string' || !isRecord(fields)) return undefined;
	return { id, parentId, sourceId, userIdentityId, status, links: [], fields };
}
