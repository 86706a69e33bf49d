import type { World } from '../world/world';
import { answerChanges, type AnswerChange } from './answerChanges';
import { ChangeBatches, type ChangeTools } from './batches';
import { decisionChanges, type DecisionChange } from './decisionChanges';
import type { ChangeKind } from './kind';
import { Writer } from './writer';

/** All that can be changed through the API, one by one or in batches. */
export class Changes {
	readonly writer: Writer;
	readonly batches: ChangeBatches;
	readonly decisions: ChangeKind<DecisionChange>;
	readonly answers: ChangeKind<AnswerChange>;

	constructor(world: World, tools: ChangeTools) {
		this.writer = new Writer(world, tools.settings);
		this.batches = new ChangeBatches(tools);
		this.decisions = decisionChanges(this.writer);
		this.answers = answerChanges(this.writer);
	}

	/** Forgets all batches, and what was changed. */
	clear(): void {
		this.batches.clear();
		this.writer.clear();
	}
}
