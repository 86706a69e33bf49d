import { confirmCallback } from '../../../nodes/WebAdmit/callbacks/confirm';
import { ExplainedError } from '../../../nodes/WebAdmit/errors';
import { exportFile } from '../../../nodes/WebAdmit/runs/kinds/exportFile';
import type { Run } from '../../../nodes/WebAdmit/runs/RunKind';
import type { ApiRequest } from '../../../nodes/WebAdmit/transport/apiRequest';
import { unexpectedBody } from '../../../nodes/WebAdmit/transport/refusals';
import { explanation, rejectionOf } from './explanation';
import { recordingRequest } from './recordingRequest';

const callback: Run = {
	id: 74780,
	parentId: 86446,
	sourceId: 86446,
	status: 'available',
	links: [],
	fields: {},
};

const written = { id: 74780, export_id: 86446, status: 'Empty List' };

/** For how long it is asked again. */
const FIVE_MINUTES = 5 * 60_000;

const confirm = async (request: ApiRequest) => await confirmCallback(exportFile, request, callback);

/** WebAdMIT that says this for so many milliseconds, and then that the run is finished. */
function slowly(first: () => unknown, time: number): { request: ApiRequest; asked: () => number } {
	const begin = Date.now();
	let asked = 0;
	return {
		asked: () => asked,
		request: async () => {
			asked += 1;
			return Date.now() - begin < time ? first() : { export_files: written };
		},
	};
}

const inProgress = () => ({ export_files: { ...written, status: 'In Progress' } });

const unavailable = () => {
	throw new ExplainedError('WebAdMIT is not available', {
		description: '',
		httpCode: 503,
		isPassing: true,
	});
};

const page = () => {
	throw unexpectedBody('JSON is', '<html>We will be back soon');
};

const refusedKey = () => {
	throw new ExplainedError('Refused', { description: '', httpCode: 401 });
};

beforeEach(() => {
	jest.useFakeTimers();
});
afterEach(() => {
	jest.useRealTimers();
});

describe('confirmCallback', () => {
	it('believes what WebAdMIT answers, not what the callback says, and asks at once', async () => {
		const { request, calls } = recordingRequest({ export_files: written });
		const confirmed = confirm(request);
		await jest.advanceTimersByTimeAsync(0);
		expect(await confirmed).toStrictEqual({
			id: 74780,
			parentId: 86446,
			sourceId: 86446,
			status: 'empty_list',
			links: [],
			fields: {},
			userIdentityId: undefined,
		});
		expect(calls).toStrictEqual([{ path: ['exports', 86446, 'export_files', 74780] }]);
	});

	it.each([
		['another run', { ...written, id: 74781 }],
		['one of another export', { ...written, export_id: 86447 }],
	])('does not confirm a run that is %s', async (_, file) => {
		const { request } = recordingRequest({ export_files: file });
		const confirmed = confirm(request);
		await jest.advanceTimersByTimeAsync(0);
		expect(await confirmed).toBeUndefined();
	});

	const notFound = new ExplainedError('Not Found', { description: '', httpCode: 404 });

	it('does not confirm a run that WebAdMIT does not know, three times in a row', async () => {
		let asked = 0;
		const confirmed = confirm(async () => {
			asked += 1;
			throw notFound;
		});
		await jest.advanceTimersByTimeAsync(10_000);
		expect(await confirmed).toBeUndefined();
		expect(asked).toBe(3);
	});

	it('confirms a run that WebAdMIT shows a little later than it calls back', async () => {
		const answers = [notFound, notFound, { export_files: { ...written, status: 'Queued' } }];
		const later = [notFound, notFound, { export_files: written }];
		const all: unknown[] = [...answers, ...later];
		const confirmed = confirm(async () => {
			const answer = all.shift();
			if (answer instanceof Error) throw answer;
			return answer;
		});
		await jest.advanceTimersByTimeAsync(60_000);
		expect(await confirmed).toMatchObject({ status: 'empty_list' });
	});

	it.each([
		['says that the run is in progress', inProgress],
		['is not available', unavailable],
		['has the page of a proxy in its place', page],
		['refuses the key', refusedKey],
	])('asks again while WebAdMIT %s', async (_, first) => {
		const { request, asked } = slowly(first, 4 * 60_000);
		const confirmed = confirm(request);
		await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
		expect(await confirmed).toMatchObject({ status: 'empty_list' });
		// The pauses grow.
		expect(asked()).toBeGreaterThan(5);
		expect(asked()).toBeLessThan(25);
	});

	it.each([
		['a run that is not finished', inProgress, 'was not finished after 5 minutes'],
		['an outage', unavailable, 'Since then: WebAdMIT is not available'],
		['the page of a proxy', page, "Since then: WebAdMIT's answer does not have"],
		['a refused key', refusedKey, 'Refused'],
	])('gives up after five minutes of %s', async (_, first, message) => {
		const { request, asked } = slowly(first, Infinity);
		const error = rejectionOf(confirm(request));
		await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
		expect(explanation(await error).message).toContain(message);
		const questions = asked();
		await jest.advanceTimersByTimeAsync(FIVE_MINUTES);
		expect(asked()).toBe(questions);
	});

	it.each([
		new ExplainedError('Not allowed', { description: '', httpCode: 403 }),
		unexpectedBody('JSON is', '{"a": 1}'),
	])('passes on the third time why it is not to be had: $message', async (error) => {
		let asked = 0;
		const rejection = rejectionOf(
			confirm(async () => {
				asked += 1;
				throw error;
			}),
		);
		await jest.advanceTimersByTimeAsync(10_000);
		expect(await rejection).toMatchObject({ message: error.message, isPassing: false });
		expect(asked).toBe(3);
	});

	it('does not take a first answer of another kind for the third of its kind', async () => {
		const answers: Array<() => unknown> = [refusedKey, unavailable, refusedKey, () => ({ a: 1 })];
		const confirmed = confirm(async () => answers.shift()?.() ?? { export_files: written });
		await jest.advanceTimersByTimeAsync(60_000);
		expect(await confirmed).toMatchObject({ status: 'empty_list' });
	});

	it.each([
		new ExplainedError('Not trusted', { description: '' }),
		Object.assign(new Error('Not Found'), { httpCode: 404 }),
	])('passes on at once why WebAdMIT does not answer: $message', async (error) => {
		const rejection = rejectionOf(
			confirm(async () => {
				throw error;
			}),
		);
		await jest.advanceTimersByTimeAsync(0);
		expect(await rejection).toBe(error);
	});
});
