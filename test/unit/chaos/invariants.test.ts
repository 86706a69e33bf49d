import {
	type Breach,
	INVARIANTS,
	broken,
	isBrokenAlike,
	unconfirmed,
} from '../../chaos/invariants';
import type { Execution, FalseCallback, Night, Role } from '../../chaos/record';
import { RESUME_URL, at, callback, execution, good, order } from './goodNight';

/** The night with one thing changed, and what is broken then. */
function brokenBy(change: (night: Night) => void): Breach[] {
	const night = good();
	change(night);
	return broken(night);
}

function find<T extends { id: string | number }>(all: T[], id: string | number): T {
	const found = all.find((one) => one.id === id);
	if (found === undefined) throw new Error(`There is no ${id}`);
	return found;
}

const without = (night: Night, id: string) => {
	night.executions = night.executions.filter((one) => one.id !== id);
};

const withoutSchedule = (night: Night) => {
	without(night, '4');
	night.starts = night.starts.filter(({ sourceId }) => sourceId !== 4);
};

const change = (id: string, more: Partial<Execution>) => (night: Night) => {
	Object.assign(find(night.executions, id), more);
};

const stoppedAt = (night: Night, seconds: number, role: Role = 'all') => {
	night.down.push({ from: at(seconds), to: at(seconds + 5), role });
};

const RUNS_OF_TRIGGER = '/api/v1/user_identities/1/exports/2/export_files';
const asked = (path: string, seconds: number) => ({ method: 'GET', path, at: at(seconds) });

const falseCallback = (more: Partial<FalseCallback> = {}): FalseCallback => ({
	kind: 'exportFile',
	runId: 5_000_000,
	sourceId: 2,
	at: at(4),
	...more,
});

const UNSURE = 'WebAdMIT is not available. The run may have been started anyway.';
const NOT_THERE = "Applicant '7' not found";
const AWAY = 'WebAdMIT is not available (HTTP status 503, tried 5 times)';

const isNotThere = (night: Night) => {
	night.changes = [];
	night.changeOrders = night.changeOrders.map((one) => ({
		...one,
		rows: one.rows.map((row) => ({ ...row, isThere: false })),
	}));
};

/** The decision was tried, with these answers. */
const tried = (night: Night, statuses: Array<number | null>, seconds = 2) => {
	night.decisionTries = statuses.map((status) => ({ casId: '7', at: at(seconds), status }));
};

test('nothing is broken when everything is as it should be', () => {
	expect(broken(good())).toEqual([]);
});

/** What n8n makes of an execution whose worker was killed. */
const ERASED: Partial<Execution> = {
	status: 'error',
	error: 'This execution failed to be processed too many times',
	startedAt: at(4),
	stoppedAt: at(20),
	text: '',
	items: undefined,
	triggeredBy: undefined,
	found: undefined,
	isErased: true,
};

/** For each invariant, nights that break it and no other. */
const BROKEN: Record<keyof typeof INVARIANTS, Array<[string, (night: Night) => void]>> = {
	'Every order was delivered, or an error says what was not': [
		[
			'an order that no execution knows of',
			(night) => {
				without(night, '1');
			},
		],
		[
			'an order that no execution knows of, though only a worker was stopped',
			(night) => {
				without(night, '1');
				stoppedAt(night, 0, 'executions');
			},
		],
		[
			'a file with other bytes',
			change('1', { items: [{ index: 0, runId: 74_780, status: 'available', file: 'x' }] }),
		],
		[
			'a text as it was sent, which should be in UTF-8',
			change('1', {
				items: [{ index: 0, runId: 74_780, status: 'available', file: 'one as sent' }],
			}),
		],
		[
			'a text in UTF-8, which should be as it was sent',
			(night) => {
				find(night.orders, 'order-1').encoding = 'original';
			},
		],
		[
			'a started run that calls nobody',
			(night) => {
				Object.assign(find(night.orders, 'order-1'), { gives: 'starts', calls: RESUME_URL });
			},
		],
		[
			'a run that is said to be started anyway, though every answer to a start was good',
			change('1', { items: [{ index: 0, error: UNSURE }] }),
		],
		[
			'a run that is said to be started anyway, where only the start of another was lost',
			(night) => {
				change('1', { status: 'error', error: UNSURE })(night);
				night.starts.unshift({ kind: 'exportFile', sourceId: 2, status: null });
			},
		],
		['no file', change('1', { items: [{ index: 0, runId: 74_780, status: 'available' }] })],
		['nothing at all', change('1', { items: [] })],
		[
			'another run',
			change('1', { items: [{ index: 0, runId: 74_782, status: 'available', file: 'one' }] }),
		],
		['another status', change('1', { items: [{ index: 0, runId: 74_780, status: 'empty_list' }] })],
		['an error without a cause', change('1', { status: 'error', error: 'Something' })],
		[
			'an item with an error without a cause',
			change('1', { items: [{ index: 0, error: 'Something' }] }),
		],
		['an execution that goes on for ever', change('1', { status: 'running', stoppedAt: null })],
		['one that crashed by itself', change('1', { status: 'crashed' })],
		[
			'one that crashed, and n8n was stopped long before',
			(night) => {
				stoppedAt(night, -60);
				change('1', { status: 'crashed' })(night);
			},
		],
		[
			'one that crashed, and only the process was stopped that takes calls',
			(night) => {
				stoppedAt(night, 3, 'calls');
				change('1', { status: 'crashed' })(night);
			},
		],
		[
			'an error without a cause, which a stop does not explain',
			(night) => {
				stoppedAt(night, 3);
				change('1', { status: 'error', error: 'Something' })(night);
			},
		],
		[
			'one that has not begun, though no worker was stopped',
			(night) => {
				stoppedAt(night, 3, 'calls');
				change('1', { status: 'new', stoppedAt: null })(night);
			},
		],
		[
			'one that is still running after n8n was stopped',
			(night) => {
				stoppedAt(night, 3);
				change('1', { status: 'running', stoppedAt: null })(night);
			},
		],
		[
			'one that stays suspended, though n8n took the callback',
			change('3', { status: 'waiting', items: undefined }),
		],
		[
			'one that went on without the run, though n8n took the callback',
			change('3', { items: [{ index: 0 }] }),
		],
		[
			'one that went on without the run, though n8n took the callback and WebAdMIT was away for a moment',
			(night) => {
				night.away.push({ from: at(3), to: at(12) });
				change('3', { items: [{ index: 0 }] })(night);
			},
		],
		[
			'two orders that no execution knows of, where one was erased',
			(night) => {
				stoppedAt(night, 4.5);
				change('1', ERASED)(night);
				night.orders.push(order({ id: 'order-9' }));
			},
		],
		[
			'an order that came after what was erased',
			(night) => {
				stoppedAt(night, 4.5);
				change('1', ERASED)(night);
				const first = find(night.orders, 'order-1');
				first.acceptedAt = at(15);
			},
		],
		[
			'an order whose execution was erased, though n8n was not stopped',
			(night) => {
				change('1', { ...ERASED, status: 'success', items: [] })(night);
			},
		],
		[
			'two executions for one order',
			(night) => {
				const first = find(night.executions, '1');
				night.executions.push({ ...first, id: '9' });
			},
		],
		[
			'a run that failed, and no error says so',
			(night) => {
				find(night.jobs, 74_780).outcome = 'failed';
				change('1', { items: [{ index: 0, runId: 74_780, status: 'failed' }] })(night);
			},
		],
		[
			'a disk error while the disk was not full',
			change('1', { status: 'error', error: 'ENOSPC: no space left on device' }),
		],
	],
	'Every change was made or reported, and no other was made': [
		[
			'a change that is said to be made, and is not',
			(night) => {
				night.changes = [];
			},
		],
		[
			'a change that nobody asked for',
			(night) => {
				night.changes.push({ casId: '8', decisionId: 9 });
			},
		],
		['a row of which nothing is said', change('5', { items: [] })],
		['an error without a cause', change('5', { items: [{ index: 0, error: 'Something' }] })],
		[
			'an applicant who is there, and is said not to be',
			change('5', { items: [{ index: 0, error: NOT_THERE }] }),
		],
		[
			'another error about an applicant who is not there',
			(night) => {
				isNotThere(night);
				change('5', { items: [{ index: 0, error: 'Something' }] })(night);
			},
		],
		[
			'an error after fewer tries than there should be',
			(night) => {
				tried(night, [503, 503, 503, 503, 422]);
				change('5', { items: [{ index: 0, error: AWAY }] })(night);
			},
		],
		[
			'an error after tries of another execution',
			(night) => {
				tried(night, [503, 503, 503, 503, 503], 9);
				change('5', { items: [{ index: 0, error: AWAY }] })(night);
			},
		],
		[
			'another error after tries in vain',
			(night) => {
				tried(night, [503, 503, 503, 503, 503]);
				change('5', { items: [{ index: 0, error: 'Something' }] })(night);
			},
		],
		['an execution that failed as a whole', change('5', { status: 'error', error: 'Something' })],
		[
			'an execution that failed as a whole, which a stop does not explain',
			(night) => {
				stoppedAt(night, 3);
				change('5', { status: 'error', error: 'Something' })(night);
			},
		],
		[
			'an execution that is still running after n8n was stopped',
			(night) => {
				stoppedAt(night, 3);
				change('5', { status: 'running', stoppedAt: null })(night);
			},
		],
		[
			'an order that no execution knows of',
			(night) => {
				without(night, '5');
			},
		],
	],
	'Every run that finished was found once by the polling trigger': [
		['a run that was never found', change('6', { found: [74_780, 74_781, 74_782] })],
		[
			'a run that was never found, though only a worker was stopped',
			(night) => {
				change('6', { found: [74_780, 74_781, 74_782] })(night);
				stoppedAt(night, 5, 'executions');
			},
		],
		[
			'a run that was found twice',
			(night) => {
				night.executions.push(execution({ id: '9', workflow: 'Poll', text: '', found: [74_780] }));
			},
		],
		[
			'a run that was never found, where n8n was stopped only after a later poll',
			(night) => {
				change('6', { found: [74_780, 74_781, 74_782] })(night);
				stoppedAt(night, 15.5);
			},
		],
		[
			'a run that was never found, though n8n polled as soon as it was back',
			(night) => {
				change('6', { found: [74_780, 74_781, 74_782] })(night);
				night.polls = [5.1, 10].map((seconds) => ({
					kind: 'exportFile',
					at: at(seconds),
					answeredAt: at(seconds),
				}));
				stoppedAt(night, 0);
			},
		],
		[
			'a run that was found twice, where n8n was stopped only after a later poll',
			(night) => {
				night.executions.push(execution({ id: '9', workflow: 'Poll', text: '', found: [74_780] }));
				stoppedAt(night, 15.5);
			},
		],
	],
	'Every scheduled execution delivered, or an error says what it did not': [
		[
			'a schedule that started nothing',
			(night) => {
				withoutSchedule(night);
			},
		],
		[
			'a schedule that started nothing, though only a worker was stopped',
			(night) => {
				withoutSchedule(night);
				stoppedAt(night, 9, 'executions');
			},
		],
		['an error without a cause', change('4', { status: 'error', error: 'Something' })],
		[
			'a file with other bytes',
			change('4', { items: [{ index: 0, runId: 74_783, status: 'available', file: 'x' }] }),
		],
	],
	'Every callback that n8n took was delivered by its trigger': [
		[
			'a trigger that did not fire',
			(night) => {
				without(night, '2');
			},
		],
		[
			'a trigger that took the callback and never asked WebAdMIT',
			(night) => {
				without(night, '2');
				night.answered = [];
			},
		],
		[
			'a trigger that never asked WebAdMIT, though n8n was stopped only long after the callback',
			(night) => {
				without(night, '2');
				night.answered = [];
				stoppedAt(night, 100);
			},
		],
		[
			'a trigger that did not fire, though n8n was stopped only long after the confirmation',
			(night) => {
				without(night, '2');
				stoppedAt(night, 12);
				// By n8n, when it starts again.
				night.answered.push({
					kind: 'exportFile',
					runId: 74_781,
					at: at(17),
					answeredAt: at(17),
				});
			},
		],
		[
			'two triggers that did not fire, where one execution was erased',
			(night) => {
				stoppedAt(night, 9);
				change('2', ERASED)(night);
				const second = { ...find(night.jobs, 74_781), id: 74_784 };
				night.jobs.push(second);
				night.callbacks.push(callback({ runId: second.id }));
				night.answered.push({
					kind: 'exportFile',
					runId: second.id,
					at: at(4),
					answeredAt: at(4),
				});
				change('6', { found: [74_780, 74_781, 74_782, 74_783, 74_784] })(night);
			},
		],
		['a trigger whose execution failed', change('2', { status: 'error', error: 'Something' })],
	],
	'Nothing was delivered twice by one trigger': [
		[
			'two executions for one run',
			(night) => {
				night.executions.push({ ...find(night.executions, '2'), id: '9' });
			},
		],
	],
	'No false callback started an execution': [
		[
			'a run of another callback',
			(night) => {
				find(night.jobs, 74_781).callbackUrl = 'https://127.0.0.1:1/webhook/other/webadmit';
			},
		],
		['one that had not finished', change('2', { startedAt: at(2.5) })],
		[
			'one that does not exist',
			(night) => {
				night.executions.push(
					execution({ id: '9', workflow: 'Trigger', text: '', triggeredBy: 99 }),
				);
			},
		],
	],
	'No more runs were started than asked for, and each trigger has started its own': [
		[
			'a trigger that never started its run',
			(night) => {
				night.starts = night.starts.filter(({ sourceId }) => sourceId !== 2);
			},
		],
		[
			'a trigger whose start was refused',
			(night) => {
				for (const start of night.starts) if (start.sourceId === 2) start.status = 422;
			},
		],
		[
			'a second start after a good answer',
			(night) => {
				night.starts.push({ kind: 'exportFile', sourceId: 1, status: 201 });
			},
		],
	],
	'No call after the end': [
		[
			'a call',
			(night) => {
				night.lateRequests.push(asked('/api/v1/user_identities/1/exports', 10));
			},
		],
		[
			'a question about a run that has called back',
			(night) => {
				night.lateRequests.push(asked(`${RUNS_OF_TRIGGER}/74781`, 10));
			},
		],
		[
			'a question about the run of another export than a false callback names',
			(night) => {
				night.falseCallbacks.push(falseCallback({ runId: 74_781, sourceId: 502 }));
				night.lateRequests.push(asked(`${RUNS_OF_TRIGGER}/74781`, 10));
			},
		],
		[
			'a question about a run that nobody named',
			(night) => {
				night.lateRequests.push(asked(`${RUNS_OF_TRIGGER}/5000000`, 10));
			},
		],
		[
			'a question about a run that a false callback named, long afterwards',
			(night) => {
				night.falseCallbacks.push(falseCallback());
				night.lateRequests.push(asked(`${RUNS_OF_TRIGGER}/5000000`, 400));
			},
		],
		[
			'a question about a run before a false callback named it',
			(night) => {
				night.falseCallbacks.push(falseCallback({ at: at(11) }));
				night.lateRequests.push(asked(`${RUNS_OF_TRIGGER}/5000000`, 10));
			},
		],
		[
			'a question about a batch, after a false callback for a run of the same number',
			(night) => {
				night.falseCallbacks.push(falseCallback());
				night.lateRequests.push(asked('/api/v1/user_identities/1/pdf_manager_batches/5000000', 10));
			},
		],
	],
	'The key went to the API only': [
		[
			'a request',
			(night) => {
				night.keyElsewhere.push('GET /file');
			},
		],
	],
	"No key and no signed URL in n8n's folder or executions": [
		[
			'a file',
			(night) => {
				night.leaks.push('database.sqlite');
			},
		],
	],
	'No connection left open': [
		[
			'a connection',
			(night) => {
				night.openSockets = 1;
			},
		],
		[
			'a process that is gone',
			(night) => {
				night.gone = 1;
			},
		],
	],
};

describe.each(Object.keys(INVARIANTS))('%s', (name) => {
	const cases = BROKEN[name] ?? [];

	test('there are nights that break it', () => {
		expect(cases.length).toBeGreaterThan(0);
	});

	test.each(cases)('is broken by: %s', (_, changed) => {
		expect(brokenBy(changed).map((breach) => breach.name)).toEqual([name]);
	});
});

describe('what cannot be survived is no fault', () => {
	test.each<[string, (night: Night) => void]>([
		[
			'an execution that was going on when n8n was stopped',
			(night) => {
				stoppedAt(night, 3);
				change('1', { status: 'crashed', stoppedAt: at(2) })(night);
			},
		],
		[
			'executions that have not begun since a worker was killed, one of them of the copy of a callback',
			(night) => {
				stoppedAt(night, 3, 'executions');
				const isNew = { status: 'new', stoppedAt: null, items: undefined };
				change('1', isNew)(night);
				night.executions.push({ ...find(night.executions, '2'), ...isNew, id: '9' });
			},
		],
		[
			'an execution that was going on when its worker was killed',
			(night) => {
				stoppedAt(night, 3, 'executions');
				change('1', ERASED)(night);
			},
		],
		[
			'a schedule that started nothing while n8n was stopped',
			(night) => {
				withoutSchedule(night);
				stoppedAt(night, 9);
			},
		],
		[
			'executions that n8n has canceled because it was stopped',
			(night) => {
				stoppedAt(night, 3);
				const error = 'The execution was cancelled because the system is shutting down';
				change('1', { status: 'error', error })(night);
				change('5', { status: 'canceled' })(night);
			},
		],
		[
			'a decision about an applicant who is not there',
			(night) => {
				isNotThere(night);
				change('5', { items: [{ index: 0, error: NOT_THERE }] })(night);
			},
		],
		[
			'a decision while WebAdMIT was away for five tries',
			(night) => {
				night.changes = [];
				tried(night, [503, null, 429, 500, 503]);
				change('5', { items: [{ index: 0, error: AWAY }] })(night);
			},
		],
		[
			'a callback that came while n8n was down',
			(night) => {
				without(night, '2');
				night.callbacks[0] = callback({ status: null });
			},
		],
		[
			'orders, a decision, a poll and a callback whose executions n8n has erased when a worker was killed',
			(night) => {
				stoppedAt(night, 9);
				for (const id of ['1', '2', '5', '6']) change(id, ERASED)(night);
			},
		],
		[
			'a callback that n8n had not confirmed when it was stopped',
			(night) => {
				without(night, '2');
				stoppedAt(night, 4.5);
			},
		],
		[
			'a callback that n8n had not confirmed when it was stopped, though it had just asked because of an early one',
			(night) => {
				without(night, '2');
				night.answered = [{ kind: 'exportFile', runId: 74_781, at: at(3.9), answeredAt: at(3.9) }];
				stoppedAt(night, 6);
			},
		],
		[
			'a callback whose question came just before n8n was stopped, long after that of a false one about the same run',
			(night) => {
				without(night, '2');
				night.answered = [4, 14].map((seconds) => ({
					kind: 'exportFile',
					runId: 74_781,
					at: at(seconds),
					answeredAt: at(seconds),
				}));
				stoppedAt(night, 14.5);
			},
		],
		[
			'a callback whose confirmation came late, just when n8n was stopped',
			(night) => {
				without(night, '2');
				night.answered = [{ kind: 'exportFile', runId: 74_781, at: at(4), answeredAt: at(7) }];
				stoppedAt(night, 7.5);
			},
		],
		[
			'a callback that was lost, for which an execution stays suspended',
			(night) => {
				night.callbacks.pop();
				change('3', { status: 'waiting', items: undefined })(night);
			},
		],
		[
			"a callback that was lost, so that the execution went on with its input when 'Max Wait' was over",
			(night) => {
				night.callbacks.pop();
				change('3', { items: [{ index: 0 }] })(night);
			},
		],
		[
			"an execution that went on with its input, since WebAdMIT was away until 'Max Wait' was over",
			(night) => {
				night.away.push({ from: at(3), to: at(63) });
				change('3', { items: [{ index: 0 }] })(night);
			},
		],
		[
			'an error of the disk while it was full',
			(night) => {
				night.diskFull.push({ from: at(2), to: at(4) });
				change('1', { status: 'error', error: 'ENOSPC: no space left on device' })(night);
			},
		],
		[
			'an error that names the run that failed',
			(night) => {
				find(night.jobs, 74_780).outcome = 'failed';
				const error = 'Run 74780 of export 1 failed in WebAdMIT';
				change('1', { status: 'error', error })(night);
			},
		],
		[
			'a started run that calls the URL that it should',
			(night) => {
				Object.assign(find(night.orders, 'order-3'), { gives: 'starts', calls: RESUME_URL });
			},
		],
		...[null, 502].map((status): [string, (night: Night) => void] => [
			`a run that is said to be started anyway, where a start was answered ${status}`,
			(night) => {
				change('1', { items: [{ index: 0, error: UNSURE }] })(night);
				night.starts.unshift({ kind: 'exportFile', sourceId: 1, status });
			},
		]),
		[
			'a start whose answer was lost, and that was sent again',
			(night) => {
				night.starts.unshift({ kind: 'exportFile', sourceId: 1, status: null });
			},
		],
		[
			'a run that the polling trigger had just found when n8n was stopped',
			(night) => {
				change('6', { found: [74_781, 74_782, 74_783] })(night);
				stoppedAt(night, 5.5);
			},
		],
		[
			'a run that a poll with a late answer had just found when n8n was stopped',
			(night) => {
				change('6', { found: [74_781, 74_782, 74_783] })(night);
				night.polls.push({ kind: 'exportFile', at: at(2), answeredAt: at(8) });
				stoppedAt(night, 9);
			},
		],
		[
			'questions about a run and a batch that only false callbacks name',
			(night) => {
				night.falseCallbacks.push(falseCallback(), falseCallback({ kind: 'pdfManagerBatch' }));
				night.lateRequests.push(
					asked(`${RUNS_OF_TRIGGER}/5000000`, 10),
					asked(`${RUNS_OF_TRIGGER}/5000000`, 190),
					asked('/api/v1/user_identities/1/pdf_manager_batches/5000000', 10),
				);
			},
		],
		[
			'a question about a run with the export that a false callback names',
			(night) => {
				night.falseCallbacks.push(falseCallback({ runId: 74_781, sourceId: 502 }));
				night.lateRequests.push(
					asked('/api/v1/user_identities/1/exports/502/export_files/74781', 10),
				);
			},
		],
	])('%s', (_, changed) => {
		expect(brokenBy(changed)).toEqual([]);
	});
});

test('a night is broken like another if the same invariant is broken, in whatever case', () => {
	const [one, same, other] = ['A', 'A', 'B'].map((name, index) => [{ name, what: String(index) }]);

	expect(isBrokenAlike(one ?? [], same ?? [])).toBe(true);
	expect(isBrokenAlike(one ?? [], other ?? [])).toBe(false);
	expect(isBrokenAlike(one ?? [], [])).toBe(false);
});

describe('a callback is not confirmed', () => {
	const left = (changed: (night: Night) => void) => {
		const night = good();
		changed(night);
		return unconfirmed(night).map(({ runId }) => runId);
	};

	test.each<[string, (night: Night) => void, number[]]>([
		['where all runs were asked about', () => {}, []],
		[
			'until n8n has asked',
			(night) => {
				night.answered = [];
			},
			[74_781, 74_782],
		],
		[
			'by a question before the run had finished',
			(night) => {
				for (const one of night.answered) one.at = at(2);
			},
			[74_781, 74_782],
		],
		[
			'for a trigger by a question about all runs',
			(night) => {
				night.answered = night.answered.filter(({ runId }) => runId === null);
			},
			[74_781],
		],
	])('%s', (_, changed, runs) => {
		expect(left(changed)).toEqual(runs);
	});

	test('though a worker was stopped since', () => {
		expect(
			left((night) => {
				night.answered = [];
				stoppedAt(night, 4.5, 'executions');
			}),
		).toEqual([74_781, 74_782]);
	});

	test.each<[string, (night: Night) => void]>([
		[
			'n8n did not take',
			(night) => {
				for (const one of night.callbacks) one.status = 503;
			},
		],
		[
			'was lost when n8n was stopped',
			(night) => {
				stoppedAt(night, 4.5);
			},
		],
	])('but nobody waits for one that %s', (_, changed) => {
		expect(
			left((night) => {
				night.answered = [];
				changed(night);
			}),
		).toEqual([]);
	});
});
