import type { IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import type { ExportFile } from '../api/exportFiles';
import { exportFileOutput } from '../api/exportFiles';
import type { Callback } from '../callbacks/callback';
import { readCallback } from '../callbacks/callback';
import { confirmCallback } from '../callbacks/confirm';
import { decline, unavailable } from '../callbacks/decline';
import { isRecord } from '../api/read';
import { isFinished, readStatus } from '../runs/status';
import { createApiRequest } from '../transport/apiRequest';
import { CallbackMemory } from './callbackMemory';
import { memoryOwner, registeredIdentity } from './registration';

const IGNORED = 'A callback was ignored';

/**
 * Takes a callback. It starts the workflow when it is well-formed, confirmed by WebAdMIT (if that is asked for), not
 * filtered out, and the first of its run. An error that left this function would start an execution, so none does.
 */
export async function receive(this: IWebhookFunctions): Promise<IWebhookResponseData> {
	const callback = readCallback(this.getBodyData());
	if (!callback) return decline(this, 400, `${IGNORED}: it is not one of an export file`);

	const run = `run ${callback.exportFileId} of export ${callback.exportId}`;
	const options = readOptions(this);
	if (options.exportIds.length > 0 && !options.exportIds.includes(String(callback.exportId))) {
		return decline(this, 200, `${IGNORED}: ${run}: the export is not among 'Export IDs'`);
	}

	const memory = openMemory(this);
	if (!memory.claim(callback.exportFileId)) {
		return decline(this, 200, `${IGNORED}: ${run} has called back before`);
	}
	try {
		const file = options.verify
			? await confirmCallback(createApiRequest(this), callback)
			: unconfirmed(callback);
		if (!file)
			return decline(this, 200, `${IGNORED}: WebAdMIT does not confirm that ${run} is finished`);

		memory.keep(callback.exportFileId);
		if (!options.statuses.includes(file.status)) {
			return decline(
				this,
				200,
				`${IGNORED}: ${run} ended with a status that is not among 'Statuses'`,
			);
		}
		const identity = registeredIdentity(this.getWorkflowStaticData('node'), file.id);
		return { workflowData: [[{ json: exportFileOutput(file, identity) }]] };
	} catch (error) {
		return unavailable(this, `${IGNORED}: ${run} could not be confirmed`, error);
	} finally {
		memory.release(callback.exportFileId);
	}
}

/** While testing, every callback counts: the user may want to send the same one again. */
function openMemory(
	context: IWebhookFunctions,
): Pick<CallbackMemory, 'claim' | 'keep' | 'release'> {
	if (context.getMode() === 'manual') {
		return { claim: () => true, keep: () => undefined, release: () => undefined };
	}
	return new CallbackMemory(
		memoryOwner(context.getWorkflow().id, context.getNode().id),
		context.getWorkflowStaticData('node'),
	);
}

function readOptions(context: IWebhookFunctions) {
	const statuses: unknown = context.getNodeParameter('statuses', []);
	const options: unknown = context.getNodeParameter('options', {});
	const { exportIds, verify } = isRecord(options) ? options : {};
	return {
		statuses: Array.isArray(statuses) ? statuses.map((status) => readStatus(String(status))) : [],
		exportIds:
			typeof exportIds === 'string' || typeof exportIds === 'number'
				? String(exportIds)
						.split(/[\s,;]+/)
						.filter(Boolean)
				: [],
		verify: verify !== false,
	};
}

/** What a callback says, believed without asking. */
function unconfirmed({ exportFileId, exportId, status }: Callback): ExportFile | undefined {
	return isFinished(status) ? { id: exportFileId, exportId, status, more: {} } : undefined;
}
