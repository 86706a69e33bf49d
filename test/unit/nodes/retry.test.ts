import { growingPause, MAX_TRIES } from '../../../nodes/WebAdmit/transport/retry';

/** The shortest and the longest pause after so many tries. */
function range(tries: number): number[] {
	const random = jest.spyOn(Math, 'random');
	return [0, 1].map((value) => {
		random.mockReturnValueOnce(value);
		return growingPause(tries);
	});
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe('growingPause', () => {
	it('doubles, a quarter shorter or longer', () => {
		expect(range(1)).toEqual([750, 1_250]);
		expect(range(2)).toEqual([1_500, 2_500]);
		expect(range(4)).toEqual([6_000, 10_000]);
	});

	it('grows up to a minute', () => {
		expect(range(6)).toEqual([24_000, 40_000]);
		for (const tries of [7, 8, 100, 5_000]) expect(range(tries)).toEqual([45_000, 75_000]);
	});

	it('comes between five tries of a call', () => {
		expect(MAX_TRIES).toBe(5);
	});
});
