import { median, quantile, ratios } from '../../bench/statistics';

describe('the median', () => {
	it.each([
		[[3], 3],
		[[9, 1, 5], 5],
		[[10, 9, 2, 1], 5.5],
	])('of %p is %d', (values, middle) => {
		expect(median(values)).toBe(middle);
	});

	it('leaves the values in their order, which belongs to the pairs', () => {
		const values = [3, 1, 2];
		median(values);
		expect(values).toEqual([3, 1, 2]);
	});

	it('of nothing is an error', () => {
		expect(() => median([])).toThrow('There are no values');
	});
});

describe('a quantile', () => {
	const hundred = Array.from({ length: 101 }, (_, index) => 100 - index);

	it.each([
		[0, 0],
		[0.5, 50],
		[0.99, 99],
		[0.995, 99.5],
		[1, 100],
	])('of %d lies that far between the smallest and the greatest value', (share, value) => {
		expect(quantile(hundred, share)).toBeCloseTo(value);
	});
});

describe('ratios', () => {
	it('are those of the pairs', () => {
		expect(ratios([2, 9, 5], [4, 3, 5])).toEqual([0.5, 3, 1]);
	});

	it('are as many as there are pairs', () => {
		expect(ratios([2, 9], [4])).toEqual([0.5]);
	});
});
