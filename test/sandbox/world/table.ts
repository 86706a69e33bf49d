import type { Outcome, Seen, Source } from '../types';

/** Things of one kind, by ID, in the order in which they were added. */
export class Table<Row extends { id: number }> {
	private readonly byId = new Map<number, Row>();
	private nextId: number;

	/**
	 * @param name what one of them is called, for messages
	 * @param firstId the first id that is given to one that comes without
	 */
	constructor(
		private readonly name: string,
		private readonly firstId: number,
	) {
		this.nextId = firstId;
	}

	/** Adds what `make` makes for the ID, or for the next free one. Throws if the ID is taken. */
	add(id: number | undefined, make: (id: number) => Row): Row {
		const row = make(id ?? this.freeId());
		if (this.byId.has(row.id)) throw new Error(`There is already ${this.name} ${row.id}`);
		this.byId.set(row.id, row);
		return row;
	}

	/** The one with this id. */
	get(id: number): Row | undefined {
		return this.byId.get(id);
	}

	/** The one with this ID. Throws if there is none. */
	need(id: number): Row {
		const row = this.byId.get(id);
		if (row === undefined) throw new Error(`There is no ${this.name} ${id}`);
		return row;
	}

	/** All of them. */
	get all(): Row[] {
		return [...this.byId.values()];
	}

	/** Forgets all of them. */
	clear(): void {
		this.byId.clear();
		this.nextId = this.firstId;
	}

	private freeId(): number {
		while (this.byId.has(this.nextId)) this.nextId++;
		return this.nextId;
	}
}

/** Those that an identity sees. */
export function seenBy<S extends Seen>(things: Table<S>, identityId: number): S[] {
	return things.all.filter(({ identityIds }) => identityIds.includes(identityId));
}

/** Changes how future runs of one of these end. */
export function setOutcome<S extends Source>(sources: Table<S>, id: number, outcome: Outcome): S {
	const source = sources.need(id);
	source.outcome = outcome;
	return source;
}
