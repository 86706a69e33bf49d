import { applicants as invented } from '../content/applicants';
import type { Applicant, ApplicantInput } from '../types';

/** All applicants of all programs. */
export class Applicants {
	private readonly byKey = new Map<string, Applicant>();
	/** The CAS IDs of all programs. */
	private readonly casIds = new Set<string>();

	/** Adds an applicant to a program. Throws if the applicant is in it already. */
	add(programId: number, input: ApplicantInput): Applicant {
		const casId = input.casId ?? this.freeCasId(programId);
		const key = keyOf(programId, casId);
		if (this.byKey.has(key)) {
			throw new Error(`There is already applicant ${casId} of program ${programId}`);
		}
		const applicant: Applicant = {
			programId,
			casId,
			firstName: input.firstName ?? 'Ana',
			lastName: input.lastName ?? 'Peña',
			decisionId: input.decisionId ?? null,
			localStatus: input.localStatus ?? null,
			received: input.received ?? false,
			answers: { ...input.answers },
		};
		this.byKey.set(key, applicant);
		this.casIds.add(casId);
		return applicant;
	}

	/**
	 * Adds the first applicants of exports, as many as wanted, to a program, unless they are in it. Returns those that were
	 * added.
	 */
	fill(programId: number, count: number): Applicant[] {
		return invented(count)
			.filter(({ casId }) => !this.byKey.has(keyOf(programId, casId)))
			.map(({ casId, firstName, lastName }) => this.add(programId, { casId, firstName, lastName }));
	}

	/** The applicant of a program with this CAS ID. Throws if there is none. */
	need(programId: number, casId: string): Applicant {
		const applicant = this.get(programId, casId);
		if (applicant !== undefined) return applicant;
		throw new Error(`There is no applicant ${casId} of program ${programId}`);
	}

	/** The applicant of a program with this CAS ID. */
	get(programId: number, casId: string): Applicant | undefined {
		return this.byKey.get(keyOf(programId, casId));
	}

	/** Whether somebody with this CAS ID applies to any program. */
	knows(casId: string): boolean {
		return this.casIds.has(casId);
	}

	/** All of them, in the order in which they were added. */
	get all(): Applicant[] {
		return [...this.byKey.values()];
	}

	/** Forgets all of them. */
	clear(): void {
		this.byKey.clear();
		this.casIds.clear();
	}

	private freeCasId(programId: number): string {
		let number = 3_000_000_001 + this.byKey.size;
		while (this.byKey.has(keyOf(programId, String(number)))) number++;
		return String(number);
	}
}

function keyOf(programId: number, casId: string): string {
	return `${programId}/${casId}`;
}
