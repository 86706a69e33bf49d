import fc from 'fast-check';
import { countChanges, planBatches, planSingly } from '../../../../nodes/WebAdmit/changes/plan';
import { change, itemOf } from './support';

describe('planBatches', () => {
	const items = fc
		.array(
			fc.record({
				casId: fc.constantFrom('1', '2', '3', '4', '5'),
				programId: fc.constantFrom(7, 8),
				count: fc.integer({ min: 1, max: 4 }),
			}),
			{ maxLength: 40 },
		)
		.map((all) =>
			all.map(({ casId, programId, count }, item) => {
				const changes = Array.from({ length: count }, (_, at) => change(casId, String(at), 'a'));
				return itemOf(item, casId, { programId, changes });
			}),
		);

	it('has each item once, in batches of one program that are not too large', () => {
		fc.assert(
			fc.property(items, fc.integer({ min: 1, max: 20 }), (all, most) => {
				const batches = planBatches(all, most);

				const planned = batches.flatMap((batch) => batch.items.map(({ item }) => item));
				expect(planned.sort((a, b) => a - b)).toEqual(all.map(({ item }) => item));
				for (const batch of batches) {
					const programs = new Set(batch.items.map(({ applicant }) => applicant.programId));
					expect([...programs]).toEqual([batch.program.programId]);
					const applicants = new Set(batch.items.map(({ applicant }) => applicant.casId));
					if (applicants.size > 1) expect(countChanges(batch.items)).toBeLessThanOrEqual(most);
				}
			}),
		);
	});

	it('has all changes of an applicant in one batch, in the order of the items', () => {
		fc.assert(
			fc.property(items, fc.integer({ min: 1, max: 20 }), (all, most) => {
				const seen = new Set<string>();
				for (const { program, items: planned } of planBatches(all, most)) {
					for (const casId of new Set(planned.map(({ applicant }) => applicant.casId))) {
						const key = `${program.programId}/${casId}`;
						expect(seen.has(key)).toBe(false);
						seen.add(key);
						const order = planned
							.filter(({ applicant }) => applicant.casId === casId)
							.map(({ item }) => item);
						expect(order).toEqual([...order].sort((a, b) => a - b));
					}
				}
			}),
		);
	});

	it('makes as few batches as possible of changes that are one for each item', () => {
		const all = Array.from({ length: 2_500 }, (_, item) => itemOf(item, String(item)));

		expect(planBatches(all).map((batch) => batch.items.length)).toEqual([1_000, 1_000, 500]);
	});

	it('keeps two identities apart', () => {
		const [one, other] = [itemOf(0, '1'), itemOf(1, '1')];
		other.applicant.userIdentityId = 2;

		expect(planBatches([one, other]).map(({ program }) => program.userIdentityId)).toEqual([1, 2]);
	});
});

test('planSingly leaves each item alone', () => {
	const all = [itemOf(0, '1'), itemOf(1, '1')];

	expect(planSingly(all).map((batch) => batch.items)).toEqual([[all[0]], [all[1]]]);
});
