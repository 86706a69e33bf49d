import type { RecordedRequest } from '../../sandbox';
import type { Benchmark } from '../benchmark';
import type { Row } from '../results';
import { fresh, runWell } from '../stage';
import { type Exports, addExports, ownRuns, peerRuns } from './runs';

const COUNTS = [1, 10, 100, 1000];
const RUN_SECONDS = 60;
/** Between two rounds of the peer: what this package's node does at most, if it is not told otherwise. */
const PAUSE_SECONDS = 15;

/** While many runs are being started, those that are started already are asked for. */
const ROUNDS_AT_START = 3;

/** The most rounds of questions: after a second, and then after a second and a quarter of the age of the runs. */
function mostRounds(): number {
	let rounds = 1;
	for (let age = 1; age < RUN_SECONDS; age += Math.min(1 + age / 4, PAUSE_SECONDS)) rounds++;
	return rounds + ROUNDS_AT_START;
}

/** The calls for these exports, whose ids stand in the paths. */
function callsFor(
	{ userIdentityId, firstId, count }: Exports,
	requests: RecordedRequest[],
): { all: number; rounds: number } {
	const isOurs = ({ origin, path }: RecordedRequest) => {
		if (origin !== 'api') return false;
		const identity = /\/user_identities\/(\d+)\//.exec(path)?.[1];
		if (identity !== undefined) return Number(identity) === userIdentityId;
		const id = Number(/\/exports\/(\d+)\//.exec(path)?.[1]);
		return id >= firstId && id < firstId + count;
	};
	const ours = requests.filter(isOurs);
	const lists = ours.filter(
		({ method, path }) => method === 'GET' && path.includes('/user_identities/'),
	);
	return {
		all: ours.length,
		// A single run is asked for by itself: whatever is not its start and its download is a round.
		rounds: count === 1 ? ours.length - 2 : lists.length,
	};
}

export const calls: Benchmark = {
	name: 'calls',
	title: 'API calls for N runs of a minute',
	about: `Run and Download with N items against HTTP Request (POST), Wait (${PAUSE_SECONDS} s), HTTP Request (GET for each run that is not finished), IF, and HTTP Request for the file. The sandbox counts the calls. Each is counted once, because a count doesn't depend on the machine.`,
	async run(stage, tell) {
		const sandbox = await fresh(stage);
		await sandbox.clearRequests();
		const jobs = [];
		let firstId = 500_001;
		for (const count of COUNTS) {
			const add = async () => {
				const exports = await addExports(stage, count, RUN_SECONDS, firstId);
				firstId += count;
				return exports;
			};
			const own = await add();
			const peer = await add();
			jobs.push({
				count,
				own: { exports: own, workflow: await ownRuns(stage, own) },
				peer: { exports: peer, workflow: await peerRuns(stage, peer, PAUSE_SECONDS, 'together') },
			});
		}
		tell('all are under way, each side with its own exports');
		await Promise.all(
			jobs
				.flatMap(({ own, peer }) => [own, peer])
				.map(({ workflow }) => runWell(stage, workflow.id)),
		);

		const requests = await sandbox.requests();
		return jobs.map(({ count, own, peer }): Row => {
			const ours = callsFor(own.exports, requests);
			const most = 2 * count + mostRounds();
			const others = callsFor(peer.exports, requests).all;
			tell(`${count}: ${ours.all} (${ours.rounds} rounds), HTTP Request ${others}`);
			return {
				what: `${count} ${count === 1 ? 'run' : 'runs'} (${ours.rounds} rounds of questions)`,
				sides: [
					{ side: 'Run and Download', unit: 'calls', values: [ours.all] },
					{ side: 'HTTP Request, Wait, IF', unit: 'calls', values: [others] },
				],
				ratio: { of: 'Run and Download / HTTP Request', values: [ours.all / others] },
				bar: {
					text: `at most 2 for each run and ${mostRounds()} rounds: ${most}`,
					met: ours.all <= most,
				},
			};
		});
	},
};
