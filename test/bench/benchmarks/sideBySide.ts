import type { Benchmark } from '../benchmark';
import { duration, fresh, runWell } from '../stage';
import { median, ratios } from '../statistics';
import { addExports, ownRuns, peerRuns } from './runs';

const COUNT = 50;
const RUN_SECONDS = 10;
const PAIRS = 5;
/** So few are run one by one, and the time for all of them follows. */
const ONE_BY_ONE = 2;
const PAUSE_SECONDS = 5;

export const sideBySide: Benchmark = {
	name: 'sideBySide',
	title: `${COUNT} runs of ${RUN_SECONDS} s`,
	about: `Run and Download with ${COUNT} items against Loop Over Items, one at a time, with HTTP Request (POST), Wait (${PAUSE_SECONDS} s), HTTP Request (GET), IF and HTTP Request for the file. The loop is measured with ${ONE_BY_ONE} items, and its time is multiplied by ${COUNT / ONE_BY_ONE}. The time is that of the whole execution.`,
	async run(stage, tell) {
		await fresh(stage);
		const own = await ownRuns(stage, await addExports(stage, COUNT, RUN_SECONDS, 600_001));
		const few = await addExports(stage, ONE_BY_ONE, RUN_SECONDS, 700_001);
		const peer = await peerRuns(stage, few, PAUSE_SECONDS, 'oneByOne');
		const ours: number[] = [];
		const others: number[] = [];
		for (let pair = 0; pair < PAIRS; pair++) {
			ours.push(duration(await runWell(stage, own.id)) / 1000);
			others.push((duration(await runWell(stage, peer.id)) / 1000 / ONE_BY_ONE) * COUNT);
			tell(`pair ${pair + 1}: ${ours.at(-1)} s, one by one ${others.at(-1)} s`);
		}
		return [
			{
				what: 'Time for all',
				sides: [
					{ side: 'Run and Download', unit: 's', values: ours },
					{ side: 'Loop Over Items (extrapolated)', unit: 's', values: others },
					{ side: 'The longest run', unit: 's', values: [RUN_SECONDS] },
				],
				ratio: { of: 'Run and Download / Loop Over Items', values: ratios(ours, others) },
				bar: {
					text: `under 1.5 × the longest run: ${1.5 * RUN_SECONDS} s`,
					met: median(ours) < 1.5 * RUN_SECONDS,
				},
			},
		];
	},
};
