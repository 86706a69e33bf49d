import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';
import { asNodeError, countInARow, ExplainedError, isPassing, messageOf } from '../errors';
import { readIdParameter } from '../parameters/ids';
import { parametersOfTrigger } from '../parameters/NodeParameters';
import { listReadable } from '../runs/listReadable';
import type { Run, RunKind } from '../runs/RunKind';
import { withoutSecrets } from '../secrets';
import { openApi } from '../api/openApi';
import { readBaseUrl } from '../transport/credential';
import { accepts } from '../trigger/record';
import type { Wanted } from '../trigger/settings';
import { readKind, readWantedRuns } from '../trigger/settings';
import { isAbout, look } from './memory';
import { MemoryStore } from './store';

/** The parameters of the trigger. */
interface Settings {
	kind: RunKind;
	userIdentityId: number;
	wanted: Wanted;
}

/**
 * How many errors in a row a trigger has met that may happen only so often, by workflow and node. Only this process
 * knows it, since a poll that fails stores nothing.
 */
const inARow = new Map<string, number>();

/**
 * Asks WebAdMIT once for the recent runs of an identity, and starts the workflow with those that have finished since.
 * n8n calls this at its poll times, when the workflow is activated, and when n8n itself starts.
 *
 * Polls that overlap share the memory. So it is read and written in one go, after WebAdMIT has answered.
 *
 * @returns an item for each run. Null if there is none.
 */
export async function poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const isTest = this.getMode() === 'manual';
	let isFirst = true;
	try {
		const settings = readSettings(this);
		const { kind, userIdentityId, wanted } = settings;
		const subject = { kind: kind.name, userIdentityId, baseUrl: await readBaseUrl(this) };
		const store = new MemoryStore(this);
		isFirst = !isAbout(store.read(), subject);
		const runs = await listRuns(this, settings);
		inARow.delete(triggerKey(this));
		if (isTest) return [[item(kind, newestFinished(runs, settings))]];

		const { memory, found } = look(store.read(), subject, wanted, runs);
		store.write(memory);
		return found.length > 0 ? [found.map((run) => item(kind, run))] : null;
	} catch (error) {
		if (isTest) throw asNodeError(this.getNode(), error);
		return failed(this, error, isFirst);
	}
}

function readSettings(context: IPollFunctions): Settings {
	const parameters = parametersOfTrigger(context);
	const kind = readKind(parameters);
	return {
		kind,
		userIdentityId: readIdParameter(parameters, 'userIdentityId'),
		wanted: readWantedRuns(parameters, kind),
	};
}

const item = (kind: RunKind, run: Run): INodeExecutionData => ({ json: kind.output(run) });

/**
 * The runs that WebAdMIT lists, without those that can't be read. WebAdMIT is asked only once: what this poll misses,
 * the next one finds.
 *
 * @throws the error of an entry if none can be read. If that counted as an empty list, every run would be new at the
 *   next poll.
 */
async function listRuns(
	context: IPollFunctions,
	{ kind, userIdentityId }: Settings,
): Promise<Run[]> {
	const { requestOnce } = openApi(context);
	const { runs, odd } = await listReadable(requestOnce, kind, userIdentityId);
	if (odd.length > 0) {
		log(context, 'info', `${odd.length} of WebAdMIT's ${kind.words.runs} can't be read`, odd[0]);
	}
	return runs;
}

/** What 'Fetch Test Event' shows: the newest finished run that would start the workflow. */
function newestFinished(runs: Run[], { kind: { words }, wanted }: Settings): Run {
	const [newest] = runs
		.filter(({ status }) => wanted.statuses.includes(status))
		.filter(({ sourceId }) => accepts(wanted.sourceIds, sourceId))
		.sort((a, b) => b.id - a.id);
	if (newest) return newest;
	throw new ExplainedError(`WebAdMIT lists no finished ${words.run} that matches this trigger`, {
		description: `Start one in WebAdMIT or with 'Initiate Run', wait until it is finished, and fetch the test event again. If there is one, check 'User Identity', 'Statuses', and '${words.sourceIds}' in the options.`,
	});
}

/**
 * Writes to n8n's log what went wrong. A passing error is only logged, since the next poll makes up for it. Every other
 * error is thrown. n8n shows it as a failed execution, or as the reason why the workflow can't be activated.
 *
 * A page in place of an answer counts as passing only so often in a row. It may be that of a firewall and stay, and
 * nobody would notice it in the log alone.
 *
 * @param isFirst whether nothing is remembered about these runs yet. Then every error is thrown: a trigger that is
 *   activated without a first look would not know which runs are new.
 */
function failed(context: IPollFunctions, error: unknown, isFirst: boolean): null {
	log(context, 'warn', 'A poll failed, and a later one will catch up', error);
	if (willPass(context, error) && !isFirst) return null;
	if (!isFirst || !(error instanceof ExplainedError)) throw asNodeError(context.getNode(), error);
	// When an activation fails, some versions of n8n show only the message. Others show only the description of a
	// `NodeApiError`.
	const message = `${withoutSecrets(error.message)}. ${error.description}`;
	throw new NodeOperationError(context.getNode(), message);
}

function willPass(context: IPollFunctions, error: unknown): boolean {
	const key = triggerKey(context);
	const times = isPassing(error) ? countInARow(inARow.get(key) ?? 0, error) : 0;
	if (times > 0) inARow.set(key, times);
	else inARow.delete(key);
	return isPassing(error) && times < error.timesInARow;
}

const triggerKey = (context: IPollFunctions) =>
	`${context.getWorkflow().id} ${context.getNode().id}`;

function log(context: IPollFunctions, level: 'info' | 'warn', what: string, why: unknown): void {
	context.logger[level](`WebAdMIT: ${what}: ${withoutSecrets(messageOf(why))}`, {
		workflowId: context.getWorkflow().id,
		node: context.getNode().name,
	});
}
