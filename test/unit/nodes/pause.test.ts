import { getEventListeners } from 'node:events';
import { pause } from '../../../nodes/WebAdmit/pause';
import { rejectionOf } from './explanation';

beforeEach(() => {
	jest.useFakeTimers();
});

afterEach(() => {
	jest.useRealTimers();
});

describe('pause', () => {
	it('takes its time, not less and not more', async () => {
		let over = false;
		void pause(1_000, new AbortController().signal).then(() => {
			over = true;
		});
		await jest.advanceTimersByTimeAsync(999);
		expect(over).toBe(false);
		await jest.advanceTimersByTimeAsync(1);
		expect(over).toBe(true);
	});

	it('ends at once with the reason when the signal is aborted', async () => {
		const controller = new AbortController();
		const rejection = rejectionOf(pause(1_000, controller.signal));
		await jest.advanceTimersByTimeAsync(500);
		const reason = new Error('The execution was cancelled');
		controller.abort(reason);
		expect(await rejection).toBe(reason);
	});

	it('ends with an error even if the reason is none', async () => {
		const controller = new AbortController();
		const rejection = rejectionOf(pause(1_000, controller.signal));
		controller.abort('cancelled');
		expect(await rejection).toEqual(new Error('Stopped'));
	});

	it('does not begin when the signal has been aborted before', async () => {
		const reason = new Error('The execution was cancelled');
		expect(await rejectionOf(pause(1_000, AbortSignal.abort(reason)))).toBe(reason);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('listens to a signal of its own, and only as long as it lasts', async () => {
		const own: AbortSignal[] = [];
		const original = AbortSignal.any.bind(AbortSignal);
		const spy = jest.spyOn(AbortSignal, 'any').mockImplementation((signals) => {
			const signal = original(signals);
			own.push(signal);
			return signal;
		});
		const listeners = () => own.map((signal) => getEventListeners(signal, 'abort').length);
		const controller = new AbortController();

		const first = pause(1_000, controller.signal);
		const second = rejectionOf(pause(2_000, controller.signal));
		expect(listeners()).toEqual([1, 1]);
		expect(getEventListeners(controller.signal, 'abort')).toHaveLength(0);
		await jest.advanceTimersByTimeAsync(1_000);
		await first;
		expect(listeners()).toEqual([0, 1]);

		controller.abort();
		await second;
		expect(listeners()).toEqual([0, 0]);
		spy.mockRestore();
	});
});
