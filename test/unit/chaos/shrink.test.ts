import { TROUBLE_NAMES, drawFates } from '../../chaos/faults';
import { smallest } from '../../chaos/shrink';

const range = (count: number) => Array.from({ length: count }, (_, index) => index);

describe('smallest', () => {
	test.each([
		['one of them', [17]],
		['two that are far from each other', [2, 19]],
		['three', [0, 10, 11]],
	])('finds the part that matters: %s', async (_, needed) => {
		const happens = async (part: number[]) => needed.every((one) => part.includes(one));

		expect(await smallest(range(20), happens, 500)).toEqual(needed);
	});

	test('finds that nothing is needed', async () => {
		expect(await smallest(range(20), async () => true, 500)).toEqual([]);
	});

	test('gives what it has when it may not ask any more', async () => {
		let asked = 0;
		const happens = async (part: number[]) => {
			asked++;
			return part.includes(3);
		};

		const part = await smallest(range(20), happens, 2);

		expect(asked).toBe(2);
		expect(part).toContain(3);
	});
});

describe('the troubles of a night', () => {
	const setting = { lasts: 10_000, count: 12, stops: 1 };

	test('are the same for the same seed, and others for another', () => {
		expect(drawFates(7, setting)).toEqual(drawFates(7, setting));
		expect(drawFates(7, setting)).not.toEqual(drawFates(8, setting));
	});

	test('come in their order, within the night', () => {
		const times = drawFates(7, setting).map(({ at }) => at);

		expect(times).toHaveLength(12);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(times.every((time) => time >= 0 && time <= 10_000)).toBe(true);
	});

	test('are all kinds over a hundred nights, n8n being stopped once a night at most', () => {
		const nights = range(100).map((seed) => drawFates(seed, setting).map(({ name }) => name));

		expect(new Set(nights.flat())).toEqual(new Set(TROUBLE_NAMES));
		const stops = nights.map((names) => names.filter((name) => name.startsWith('SIG')).length);
		expect(Math.max(...stops)).toBe(1);
	});
});
