import type { Fault, FaultKind } from '../sandbox';
import { Random } from './random';

/** What goes wrong in a night. Each trouble is data, so that a night can be repeated, with all of them or only some. */
export type Trouble =
	/** The next requests that fit meet a fault. */
	| { name: 'serverError' | 'reset' | 'lostAnswer' | 'cutAnswer' | 'lateAnswer'; fault: Fault }
	| { name: 'cutFile' | 'stalledFile' | 'badFile' | 'fileHostError'; fault: Fault }
	| { name: 'expiredUrl' | 'wrongSignature'; fault: Fault }
	/** For this long, WebAdMIT gives no good answer. */
	| { name: 'away'; forMs: number; kind: FaultKind }
	/** For this long, the limit is this many calls in this many seconds. */
	| { name: 'limit'; forMs: number; calls: number; perSeconds: number; retryAfter: boolean }
	/** For this long, callbacks are not sent, sent twice, or sent this much later. */
	| { name: 'callbacksLost' | 'callbacksTwice'; forMs: number }
	| { name: 'callbacksLate'; forMs: number; delayMs: number }
	/** Callbacks for this many runs that are not finished yet, copies of the last callbacks at the same moment, or false ones. */
	| { name: 'callbacksEarly' | 'callbacksAgain' | 'callbacksForged'; count: number }
	| { name: 'SIGTERM' | 'SIGKILL'; part: number; forMs: number }
	| { name: 'diskFull'; forMs: number };

export type TroubleName = Trouble['name'];

/** A trouble, and when it comes, in milliseconds from the beginning of the night. */
export type Fate = Trouble & { at: number };

/** How often each trouble comes, compared to the others. */
const WEIGHTS: Readonly<Record<TroubleName, number>> = {
	serverError: 8,
	reset: 6,
	lostAnswer: 6,
	cutAnswer: 4,
	lateAnswer: 4,
	cutFile: 6,
	stalledFile: 0.7,
	badFile: 3,
	fileHostError: 4,
	expiredUrl: 4,
	wrongSignature: 2,
	away: 3,
	limit: 2,
	callbacksLost: 2,
	callbacksTwice: 4,
	callbacksLate: 3,
	callbacksEarly: 4,
	callbacksAgain: 5,
	callbacksForged: 5,
	SIGTERM: 1.5,
	SIGKILL: 2.5,
	diskFull: 1.5,
};

/** The name of each trouble in the report. */
export const IN_WORDS: Readonly<Record<TroubleName, string>> = {
	serverError: 'WebAdMIT answers 500, 502, 503, or 504',
	reset: 'WebAdMIT cuts the connection',
	lostAnswer: 'A run starts, and the answer is lost',
	cutAnswer: 'An answer breaks off in the middle',
	lateAnswer: 'An answer comes up to 6 seconds late',
	cutFile: 'A file breaks off',
	stalledFile: 'A download stalls',
	badFile: 'A file comes compressed, slowly, or with 0 bytes',
	fileHostError: 'The host of the files answers 500, 502, 503, or 504',
	expiredUrl: 'A download URL has expired',
	wrongSignature: 'A download URL has a wrong signature',
	away: 'WebAdMIT is down for 1 to 60 seconds',
	limit: 'The limit of calls is reached',
	callbacksLost: 'Callbacks are not sent for a while',
	callbacksTwice: 'Callbacks are sent twice for a while',
	callbacksLate: 'Callbacks are sent late for a while',
	callbacksEarly: 'Callbacks come before their runs have finished',
	callbacksAgain: 'Copies of the last callbacks come at once',
	callbacksForged: 'False callbacks come',
	SIGTERM: 'n8n is stopped and started again',
	SIGKILL: 'n8n is killed and started again',
	diskFull: 'The disk for files is full',
};

export const TROUBLE_NAMES = Object.keys(WEIGHTS) as TroubleName[];

export interface Setting {
	/** How long the stream is, in milliseconds. */
	lasts: number;
	/** How many troubles there are. */
	count: number;
	/** How often n8n is stopped at most. Each time takes ten seconds. */
	stops: number;
}

/** The troubles of a night, in the order in which they come. */
export function drawFates(seed: number, { lasts, count, stops }: Setting): Fate[] {
	const random = new Random(seed);
	const fates: Fate[] = [];
	let stopped = 0;
	while (fates.length < count) {
		const name = random.weighted(WEIGHTS);
		const at = random.between(0, lasts);
		const trouble = draw(name, random);
		const isStop = name === 'SIGTERM' || name === 'SIGKILL';
		if (isStop && ++stopped > stops) continue;
		fates.push({ ...trouble, at });
	}
	return fates.sort((a, b) => a.at - b.at);
}

const SERVER_ERRORS = [500, 502, 503, 504] as const;

function draw(name: TroubleName, random: Random): Trouble {
	const times = random.between(1, 3);
	const on = (origin: Fault['on'], kind: FaultKind, more: Partial<Fault> = {}): Fault => ({
		on: origin,
		times,
		kind,
		...more,
	});
	switch (name) {
		case 'serverError':
			return { name, fault: on('api', { status: random.pick(SERVER_ERRORS), body: 'Trouble' }) };
		case 'reset':
			return { name, fault: on('api', 'reset') };
		case 'lostAnswer': {
			const kind = random.pick<FaultKind>(['reset', { status: 502 }, { status: 504 }]);
			return { name, fault: on('api', kind, { method: 'POST', carriedOut: true }) };
		}
		case 'cutAnswer': {
			const kind = random.pick<FaultKind>(['truncate', 'resetMid']);
			return { name, fault: on('api', kind, { method: 'GET' }) };
		}
		case 'lateAnswer': {
			const delayMs = random.between(500, 6_000);
			return { name, fault: on('api', { delayMs }, { carriedOut: random.next() < 0.5 }) };
		}
		case 'cutFile':
			return {
				name,
				fault: on('files', random.pick<FaultKind>(['truncate', 'resetMid', 'reset'])),
			};
		case 'stalledFile':
			return { name, fault: on('files', 'stall', { times: 1 }) };
		case 'badFile': {
			const kinds: FaultKind[] = [
				{ contentEncoding: 'gzip' },
				{ bytesPerSecond: 40_000 },
				'zeroBytes',
			];
			return { name, fault: on('files', random.pick(kinds), { times: 1 }) };
		}
		case 'fileHostError':
			return { name, fault: on('files', { status: random.pick(SERVER_ERRORS) }) };
		case 'expiredUrl':
		case 'wrongSignature': {
			const path = '/export_files/\\d+$|/download$';
			return { name, fault: on('api', name, { method: 'GET', path, times: 1 }) };
		}
		case 'away': {
			// Sometimes for long: one in fifteen lasts a minute.
			const forMs = random.next() < 1 / 15 ? 60_000 : random.between(1_000, 9_000);
			return { name, forMs, kind: random.pick<FaultKind>(['reset', { status: 503 }]) };
		}
		case 'limit': {
			const [forMs, calls] = [random.between(2_000, 8_000), random.between(3, 25)];
			return {
				name,
				forMs,
				calls,
				perSeconds: random.between(3, 8),
				retryAfter: random.next() < 0.7,
			};
		}
		case 'callbacksLost':
		case 'callbacksTwice':
			return { name, forMs: random.between(500, 3_000) };
		case 'callbacksLate':
			return { name, forMs: random.between(1_000, 4_000), delayMs: random.between(100, 3_000) };
		case 'callbacksEarly':
		case 'callbacksAgain':
		case 'callbacksForged':
			return { name, count: random.between(1, 5) };
		case 'SIGTERM':
		case 'SIGKILL':
			return { name, part: random.between(0, 9), forMs: random.between(0, 3_000) };
		case 'diskFull':
			return { name, forMs: random.between(1_000, 5_000) };
	}
}

/** A trouble in a few words, for the report of a night that broke an invariant. */
export const written = ({ at, ...trouble }: Fate): string =>
	`${(at / 1000).toFixed(1)} s: ${JSON.stringify(trouble)}`;
