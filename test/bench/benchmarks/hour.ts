import { setTimeout as delay } from 'node:timers/promises';
import type { FinishedRun } from '../../n8n-server';
import type { Benchmark } from '../benchmark';
import { readResults } from '../results';
import { endedWell, fresh } from '../stage';
import { addExports, ownRuns } from './runs';

/** How many times faster than in real life time passes here. */
const SCALE = 10;
const LIMIT = 5000;
const PERIOD_SECONDS = 3600 / SCALE;
const RUN_SECONDS = 60 / SCALE;
const AT_ONCE = 100;
const EVERY_SECONDS = 150 / SCALE;
/** A start and a status call with the download URL: fewer calls do not do. */
const THEORETICAL = LIMIT / 2;
const AT_LEAST = 2400;

/** What the limit allows in real time, by the calls that runs of a minute needed in the benchmark `calls`. */
function unscaled(): { values: number[] } | undefined {
	const rows = readResults().calls?.rows ?? [];
	const calls = rows.find(({ what }) => what.startsWith(`${AT_ONCE} `))?.sides[0]?.values[0];
	return calls === undefined ? undefined : { values: [(LIMIT / calls) * AT_ONCE] };
}

export const hour: Benchmark = {
	name: 'hour',
	title: 'Runs an hour through one key',
	about: `Time is scaled: the limit is ${LIMIT.toLocaleString('en')} calls in ${PERIOD_SECONDS} s instead of an hour, and runs take ${RUN_SECONDS} s instead of a minute. Every ${EVERY_SECONDS} s, an execution of Run and Download with ${AT_ONCE} items starts. A run counts if its file was stored before the period was over. The pauses between two questions are not scaled, so the node asks less often than in real time. The second row corrects this: it shows how many runs the limit allows, calculated from the calls for ${AT_ONCE} runs of a minute (see above).`,
	async run(stage, tell) {
		const sandbox = await fresh(stage);
		const { n8n } = stage;
		const exports = await addExports(stage, AT_ONCE, RUN_SECONDS, 800_001);
		const workflow = await ownRuns(stage, exports);
		await sandbox.clearRequests();
		// The period begins with its first call.
		await sandbox.configure({ rateLimit: { limit: LIMIT, perSeconds: PERIOD_SECONDS } });

		const begin = Date.now();
		const executions: Array<Promise<FinishedRun>> = [];
		for (let passed = 0; passed < PERIOD_SECONDS; passed += EVERY_SECONDS) {
			await delay(Math.max(0, begin + passed * 1000 - Date.now()));
			const { executionId } = await n8n.runWorkflow(workflow.id);
			if (executionId === undefined) throw new Error('n8n started no execution');
			const ended = endedWell(n8n, workflow.id, executionId);
			// Seen below; but until then nobody is there to see it.
			ended.catch(() => undefined);
			executions.push(ended);
			tell(`${passed} s: ${executions.length} executions`);
		}
		await Promise.all(executions);
		const requests = await sandbox.requests();
		const api = requests.filter(({ origin }) => origin === 'api');
		const firstCall = api[0]?.at ?? 0;
		const isInTime = ({ at }: { at: number }) => at < firstCall + PERIOD_SECONDS * 1000;
		const files = requests.filter(({ origin, status }) => origin === 'files' && status === 200);
		const refused = api.filter(({ status }) => status === 429).length;
		const runs = files.filter(isInTime).length;
		tell(`${runs} runs with ${api.filter(isInTime).length} calls, ${refused} refused`);
		const real = unscaled();
		return [
			{
				what: `Runs in the period (${api.filter(isInTime).length} calls, ${refused} of them answered 429, no execution failed)`,
				sides: [
					{ side: 'Run and Download', unit: 'runs', values: [runs] },
					{ side: 'Theoretical', unit: 'runs', values: [THEORETICAL] },
				],
				ratio: { of: 'Run and Download / theoretical', values: [runs / THEORETICAL] },
				bar: { text: `at least ${AT_LEAST.toLocaleString('en')}`, met: runs >= AT_LEAST },
			},
			...(real === undefined
				? []
				: [
						{
							what: `In real time, ${AT_ONCE} runs of a minute at once (calculated)`,
							sides: [
								{ side: 'Run and Download', unit: 'runs', values: real.values },
								{ side: 'Theoretical', unit: 'runs', values: [THEORETICAL] },
							],
						},
					]),
		];
	},
};
