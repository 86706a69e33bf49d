import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { sleep } from 'n8n-workflow';
import { messageOf } from '../errors';
import { readId } from '../json';
import { findRunKind } from '../runs/kinds';
import { withoutSecrets } from '../secrets';
import { CAPACITY, runKey } from './record';
import { hasReceived } from './store';

/**
 * n8n reads its table of processed items and writes it a moment later. Of two executions that ask at once, each would be the
 * first. So each waits by its number: where copies started them, the numbers are near each other but not the same. With fewer
 * or shorter waits, executions of different runs wipe out more of each other's entries in a burst.
 */
const WAITS = 16;
const STEP_MS = 100;

/**
 * Passes a run on unless another execution of this trigger has had it. It matters in n8n's queue mode only: where copies of
 * a callback reach two processes at the same moment, each of them starts an execution. All but the first end here.
 */
export async function passOnOnce(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const id = readId(items[0]?.json.id);
	const kind = findRunKind(this.getNodeParameter('resource', 0, 'exportFile'));
	const isAskedFor = ['manual', 'retry'].includes(this.getMode());
	if (!id || !kind || isAskedFor) return [items];
	const run = runKey(kind.name, id);
	// What this very process has received, it has received once.
	if (hasReceived(this, run)) return [items];
	const name = `${kind.words.run} ${id}`;
	const where = { workflowId: this.getWorkflow().id, node: this.getNode().name };
	try {
		if (await isFirst(this, run)) return [items];
	} catch (error) {
		this.getExecutionCancelSignal()?.throwIfAborted();
		// A run that is passed on twice can be sorted out later. One that is lost can't.
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
	// n8n 1 begins an execution again when its worker has stopped. It then finds its own entry, and passes the run on.
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
