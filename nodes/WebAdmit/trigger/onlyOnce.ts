import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { messageOf } from '../errors';
import { withoutSecrets } from '../secrets';
import { readId } from '../json';
import { pause } from '../pause';
import { findRunKind } from '../runs/kinds';
import { CAPACITY, runKey } from './record';
import { hasReceived } from './store';

/**
 * When an execution asks n8n's table of processed items whether its run is new. n8n reads and writes that table in two
 * steps: of executions that ask at the very same moment, each would be the first. So the time is divided into turns, and
 * executions that were started one after the other (as copies are: their numbers are near each other) have different
 * ones. Within its turn each takes a moment by chance, since it may share the turn with executions of other runs, which
 * write into the same place.
 */
const TURNS = 8;
const TURN_MS = 300;
const SPREAD_MS = 150;

/** After which its entry is written once more: an execution of another run may have wiped it out. */
const AGAIN_MS = 100;

/** How often the table is asked when that fails. Of two that make its first entry, one fails. */
const TRIES = 2;

/** Modes of executions that somebody has asked for: a test, and 'Retry'. */
const NOT_LIMITED = ['manual', 'retry'];

/**
 * Passes a run on unless another execution of this trigger has had it. It matters in n8n's queue mode only: where copies of
 * a callback reach two processes at the same moment, each of them starts an execution. These run in other processes, the
 * workers, which find out here which of them came first; the other ends with nothing. An execution that a worker began
 * and that n8n begins again in another, as n8n 1 does, is still the first.
 */
export async function passOnOnce(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const items = this.getInputData();
	const id = readId(items[0]?.json.id);
	const kind = findRunKind(this.getNodeParameter('resource', 0, 'exportFile'));
	if (!id || !kind || NOT_LIMITED.includes(this.getMode())) return [items];
	const key = runKey(kind.name, id);
	// What this very process has received, it has received once.
	if (hasReceived(this, key)) return [items];
	if (await isFirst(this, id, key)) return [items];
	this.logger.info(`WebAdMIT: An execution was ended: run ${id} has been passed on by another`, {
		workflowId: this.getWorkflow().id,
		node: this.getNode().name,
	});
	return [[]];
}

async function isFirst(context: IExecuteFunctions, id: number, run: string): Promise<boolean> {
	const execution = context.getExecutionId();
	const own = `${run} in execution ${execution}`;
	const signal = context.getExecutionCancelSignal() ?? new AbortController().signal;
	const note = async () =>
		await context.helpers.checkProcessedAndRecord([run, own], 'node', {
			mode: 'entries',
			maxEntries: 2 * CAPACITY,
		});
	let failure: unknown;
	for (let tries = 0; tries < TRIES; tries++) {
		await pause(untilTurn(Number(execution), Date.now()) + Math.random() * SPREAD_MS, signal);
		try {
			const { processed } = await note();
			if (processed.includes(run)) return processed.includes(own);
			await pause(AGAIN_MS, signal);
			await note();
			return true;
		} catch (error) {
			signal.throwIfAborted();
			failure = error;
		}
	}
	// A run that is passed on twice can be sorted out later. One that is lost can't.
	context.logger.warn(
		`WebAdMIT: whether run ${id} has been passed on before is not known: ${withoutSecrets(messageOf(failure))}`,
	);
	return true;
}

/** Milliseconds until the next turn of an execution, by its number. */
function untilTurn(execution: number, now: number): number {
	const period = TURNS * TURN_MS;
	const turn = (execution % TURNS || 0) * TURN_MS;
	return (turn - (now % period) + period) % period;
}
