import type { IDataObject, IPollFunctions } from 'n8n-workflow';
import { deepCopy } from 'n8n-workflow';
import { isRecord, readId } from '../json';
import { findRunKind } from '../runs/kinds';
import type { Wanted } from '../trigger/settings';
import type { Memory, Subject } from './memory';

/** Names in the static data of the node, and of the workflow. */
const OWN_KEY = 'webAdmitPolling';
const COPIES_KEY = 'webAdmitPollingTriggers';

/**
 * The memory of the trigger, in the static data of its node. n8n saves the data when the trigger starts the workflow and
 * when the workflow is activated. Changes in between last as long as the process.
 *
 * n8n keeps the data of a node under its name. So that a renamed trigger forgets nothing, the workflow's data have a
 * copy under the ID of the node.
 */
export class MemoryStore {
	private readonly own: IDataObject;

	private readonly shared: IDataObject;

	private readonly nodeId: string;

	constructor(context: IPollFunctions) {
		this.own = context.getWorkflowStaticData('node');
		this.shared = context.getWorkflowStaticData('global');
		this.nodeId = context.getNode().id;
	}

	/** The memory. Undefined before the first poll, and if what is stored can't be read. */
	read(): Memory | undefined {
		const own = this.own[OWN_KEY];
		if (isRecord(own) && own.nodeId === this.nodeId) return readMemory(own.memory);
		return readMemory(this.copies[this.nodeId]);
	}

	/** Stores the memory. Sets whole values at the top level, where n8n is sure to notice that there is something to save. */
	write(memory: Memory): void {
		this.own[OWN_KEY] = deepCopy({ nodeId: this.nodeId, memory });
		this.shared[COPIES_KEY] = deepCopy({ ...this.copies, [this.nodeId]: memory });
	}

	private get copies(): IDataObject {
		const copies = this.shared[COPIES_KEY];
		return isRecord(copies) ? copies : {};
	}
}

function readMemory(stored: unknown): Memory | undefined {
	const { subject, wanted, floor, finished, goingOn } = isRecord(stored) ? stored : {};
	return isSubject(subject) &&
		isWanted(wanted) &&
		typeof floor === 'number' &&
		isIds(finished) &&
		isIds(goingOn)
		? deepCopy({ subject, wanted, floor, finished, goingOn })
		: undefined;
}

const isIds = (stored: unknown): stored is number[] =>
	Array.isArray(stored) && stored.every((id) => typeof id === 'number' && readId(id) !== undefined);

function isSubject(stored: unknown): stored is Subject & IDataObject {
	if (!isRecord(stored)) return false;
	const { kind, userIdentityId, baseUrl } = stored;
	return findRunKind(kind) !== undefined && isIds([userIdentityId]) && typeof baseUrl === 'string';
}

function isWanted(stored: unknown): stored is Wanted & IDataObject {
	if (!isRecord(stored)) return false;
	const { statuses, sourceIds } = stored;
	return (
		Array.isArray(statuses) &&
		statuses.every((status) => typeof status === 'string') &&
		isIds(sourceIds)
	);
}
