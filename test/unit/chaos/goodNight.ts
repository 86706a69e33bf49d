import type { Callback, Execution, Job, Night, Order } from '../../chaos/record';

const BEGIN = 1_700_000_000_000;
export const at = (seconds: number) => BEGIN + seconds * 1_000;
const TRIGGER_URL = 'https://127.0.0.1:1/webhook/abc/webadmit';
export const RESUME_URL = 'https://127.0.0.1:1/webhook-waiting/3/webadmit?signature=x';

const job = (more: Partial<Job> = {}): Job => ({
	kind: 'exportFile',
	id: 74_780,
	sourceId: 1,
	finishesAt: at(3),
	outcome: 'available',
	callbackUrl: null,
	...more,
});

export const execution = (more: Partial<Execution> = {}): Execution => ({
	id: '1',
	workflow: 'Get',
	status: 'success',
	startedAt: at(1),
	stoppedAt: at(5),
	text: 'order-1',
	...more,
});

export const order = (more: Partial<Order> = {}): Order => ({
	id: 'order-1',
	workflow: 'Get',
	kind: 'exportFile',
	sourceIds: [1],
	gives: 'files',
	encoding: 'utf8',
	acceptedAt: at(1),
	unanswered: 0,
	...more,
});

export const callback = (more: Partial<Callback> = {}): Callback => ({
	kind: 'exportFile',
	runId: 74_781,
	url: TRIGGER_URL,
	status: 200,
	at: at(4),
	...more,
});

const same = (hash: string) => ({ original: hash, utf8: hash });

/** A night in which everything is as it should be: an order, a trigger, a suspended execution, a poll and a decision. */
export function good(): Night {
	return {
		orders: [
			order(),
			order({ id: 'order-3', workflow: 'Suspend', sourceIds: [3], gives: 'outcomes' }),
		],
		changeOrders: [
			{
				id: 'order-5',
				workflow: 'Decide',
				acceptedAt: at(1),
				unanswered: 0,
				rows: [{ casId: '7', decisionId: 9, isThere: true }],
			},
		],
		changes: [{ casId: '7', decisionId: 9 }],
		decisionTries: [{ casId: '7', at: at(2), status: 200 }],
		triggers: [{ workflow: 'Trigger', kind: 'exportFile', url: TRIGGER_URL, startsItself: [2] }],
		pollings: [{ workflow: 'Poll', kind: 'exportFile', from: at(0) }],
		schedules: [{ workflow: 'Schedule', kind: 'exportFile', sourceId: 4 }],
		executions: [
			execution({ items: [{ index: 0, runId: 74_780, status: 'available', file: 'one' }] }),
			execution({
				id: '2',
				workflow: 'Trigger',
				startedAt: at(4),
				text: '',
				triggeredBy: 74_781,
				items: [{ index: 0, runId: 74_781, status: 'available', file: 'two' }],
			}),
			execution({
				id: '3',
				workflow: 'Suspend',
				text: 'order-3',
				items: [{ index: 0, runId: 74_782, status: 'available', finished: true }],
			}),
			execution({
				id: '4',
				workflow: 'Schedule',
				text: '',
				items: [{ index: 0, runId: 74_783, status: 'available', file: 'four' }],
			}),
			execution({ id: '5', workflow: 'Decide', text: 'order-5', items: [{ index: 0 }] }),
			execution({ id: '6', workflow: 'Poll', text: '', found: [74_780, 74_781, 74_782, 74_783] }),
		],
		jobs: [
			job(),
			job({ id: 74_781, sourceId: 2, callbackUrl: TRIGGER_URL }),
			job({ id: 74_782, sourceId: 3, callbackUrl: RESUME_URL }),
			job({ id: 74_783, sourceId: 4 }),
		],
		callbacks: [callback(), callback({ runId: 74_782, url: RESUME_URL })],
		falseCallbacks: [],
		starts: [1, 2, 3, 4].map((sourceId) => ({
			kind: 'exportFile',
			sourceId,
			status: 201,
		})),
		answered: [
			{ kind: 'exportFile', runId: 74_781, at: at(4), answeredAt: at(4) },
			{ kind: 'exportFile', runId: null, at: at(4), answeredAt: at(4) },
		],
		polls: [0, 5, 10, 15].map((seconds) => ({
			kind: 'exportFile',
			at: at(seconds),
			answeredAt: at(seconds),
		})),
		files: new Map([
			['exportFile 1', [{ original: 'one as sent', utf8: 'one' }]],
			['exportFile 2', [same('two')]],
			['exportFile 3', [same('three')]],
			['exportFile 4', [same('four')]],
		]),
		down: [],
		diskFull: [],
		away: [],
		lateRequests: [],
		keyElsewhere: [],
		leaks: [],
		openSockets: 0,
		gone: 0,
	};
}
