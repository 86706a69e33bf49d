import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { messageOf } from '../errors';
import { readId } from '../json';
import { findRunKind } from '../runs/kinds';
import { withoutSecrets } from '../secrets';
import { CAPACITY, runKey } from './record';
import { hasReceived } from './store';

/**
 * n8n reads its table of processed items, and writes to it a moment later. If two executions asked at once, each would
 * find that it is the first. So each execution waits for a time that depends on its number. Copies of a callback start
 * executions whose numbers are close to each other but not the same. With fewer or shorter waits, executions of
 * different runs in a burst wipe out more of each other's entries.
 */
const WAITS = 16;
const STEP_MS = 100;

/**
 * Passes a run on, unless another execution of this trigger has done that. This matters only in n8n's queue mode: if
 * copies of a callback reach two processes at the same moment, each process starts an execution. All but the first end
 * here.
 */
export async function passOnOnce(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const id = readId(items[0]?.json.id);
	const kind = findRunKind(this.getNodeParameter('resource', 0, 'exportFile'));
	const isAskedFor = ['manual', 'retry'].includes(this.getMode());
	if (!id || !kind || isAskedFor) return [items];
	const run = runKey(kind.name, id);
	// If this process received the callback itself, it has sorted out copies already.
	if (hasReceived(this, run)) return [items];
	const name = `${kind.words.run} ${id}`;
	const where = { workflowId: this.getWorkflow().id, node: this.getNode().name };
	try {
		if (await isFirst(this, run)) return [items];
	} catch (error) {
		this.getExecutionCancelSignal()?.throwIfAborted();
		// It is better to pass a run on twice than to lose it: the user can sort out a second one later.
		const why = withoutSecrets(messageOf(error));
		this.logger.warn(
			`WebAdMIT: It is not known whether another execution already has ${name}: ${why}`,
			where,
		);
		return [items];
	}
	this.logger.info(`WebAdMIT: An execution was stopped: another one already has ${name}`, where);
	return [[]];
}

async function isFirst(context: IExecuteFunctions, run: string): Promise<boolean> {
	const execution = context.getExecutionId();
	// n8n 1 starts an execution again when its worker has stopped. The execution then finds its own entry, and passes the
	// run on.
	const own = `${run} in execution ${execution}`;
	await sleep((Number(execution) % WAITS) * STEP_MS);
	// A canceled execution must not count as the first.
	context.getExecutionCancelSignal()?.throwIfAborted();
	const { processed } = await context.helpers.checkProcessedAndRecord([run, own], 'node', {
		mode: 'entries',
		maxEntries: 2 * CAPACITY,
	});
	return processed.includes(own) || !processed.includes(run);
}
