import type { Row } from './results';
import type { Stage } from './stage';

/** One question that is measured. */
export interface Benchmark {
	name: string;
	title: string;
	/** What is compared, for the documentation. */
	about: string;
	/** Measures, saying on the way how far it is. */
	run: (stage: Stage, tell: (text: string) => void) => Promise<Row[]>;
}
