import { MAX_TRIES, retryPause } from '../../../nodes/WebAdmit/transport/retry';

function answer(statusCode: number, headers: Record<string, unknown> = {}) {
	return { statusCode, headers, body: '' };
}

/** The shortest and the longest pause that can come of it. */
function range(...given: Parameters<typeof retryPause>): Array<number | undefined> {
	const random = jest.spyOn(Math, 'random');
	return [0, 1].map((value) => {
		random.mockReturnValueOnce(value);
		return retryPause(...given);
	});
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe('retryPause', () => {
	it.each([200, 301, 400, 401, 403, 404, 422, 499, 501, 505])(
		'sees no use in repeating a call after %d',
		(statusCode) => {
			expect(retryPause(answer(statusCode), 1)).toBeUndefined();
		},
	);

	describe.each([
		['no answer', undefined],
		['500', answer(500)],
		['502', answer(502)],
		['503', answer(503)],
		['504', answer(504)],
	])('after %s', (_, given) => {
		it('pauses grow, a quarter shorter or longer', () => {
			expect(range(given, 1)).toEqual([750, 1_250]);
			expect(range(given, 2)).toEqual([1_500, 2_500]);
			expect(range(given, 4)).toEqual([6_000, 10_000]);
		});

		it('it tries five times', () => {
			expect(MAX_TRIES).toBe(5);
			expect(range(given, 4)).toEqual([6_000, 10_000]);
			expect(retryPause(given, 5)).toBeUndefined();
			expect(retryPause(given, 6)).toBeUndefined();
		});
	});

	describe('after 429', () => {
		it('keeps to what WebAdMIT says', () => {
			expect(range(answer(429, { 'retry-after': '90' }), 1)).toEqual([90_000, 90_000]);
			expect(range(answer(429, { 'retry-after': '90' }), 4)).toEqual([90_000, 90_000]);
		});

		it('pauses no shorter than usual, whatever WebAdMIT says', () => {
			expect(range(answer(429, { 'retry-after': '0' }), 2)).toEqual([1_500, 2_500]);
			expect(range(answer(429, { 'retry-after': '2' }), 2)).toEqual([2_000, 2_500]);
		});

		it('pauses as usual where WebAdMIT says nothing', () => {
			expect(range(answer(429), 1)).toEqual([750, 1_250]);
			expect(range(answer(429), 3)).toEqual([3_000, 5_000]);
		});

		it('tries five times', () => {
			expect(retryPause(answer(429, { 'retry-after': '1' }), 5)).toBeUndefined();
		});
	});
});
