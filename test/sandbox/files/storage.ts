import { createHash } from 'node:crypto';
import type { Content } from '../content/content';
import type { Settings } from '../settings';
import type { Signer } from '../signing';
import { contentDisposition } from './disposition';

/** A file as the file host offers it. */
export interface StoredFile {
	fileName: string;
	contentType: string;
	/** What is in it: always the same bytes. */
	content(): Promise<Content>;
}

/** Where files of one kind lie. */
export interface Shelf {
	/** For example `export_files/reports`. */
	folder: string;
	/** What their paths end in, whatever they are. */
	extension: string;
	/** The file with this id; undefined when there is none (yet). */
	file(id: number): StoredFile | undefined;
}

/** What the file host holds. */
export class Storage {
	private readonly shelves: Shelf[] = [];

	constructor(
		private readonly signer: Signer,
		private readonly settings: () => Settings,
	) {}

	/** Adds files of another kind. */
	addShelf(shelf: Shelf): Shelf {
		this.shelves.push(shelf);
		return shelf;
	}

	/** A fresh signed URL of a file; undefined when there is none. */
	url(shelf: Shelf, id: number): string | undefined {
		const file = shelf.file(id);
		if (file === undefined) return undefined;
		return this.signer.sign({
			key: keyOf(shelf, id),
			contentDisposition: contentDisposition(file.fileName),
			contentType: file.contentType,
			lifetimeSeconds: this.settings().urlLifetimeSeconds,
		});
	}

	/** The object with this key. */
	async content(key: string): Promise<Content | undefined> {
		const id = Number(/\/([\d/]+)\/[^/]*$/.exec(key)?.[1]?.replaceAll('/', ''));
		const shelf = this.shelves.find((one) => keyOf(one, id) === key);
		return await shelf?.file(id)?.content();
	}
}

/**
 * Where a file lies, for example `export_files/reports/000/074/780/<40 hex digits>_original.txt`. As with
 * the vendor's, nothing in it is what a user knows the file by.
 */
function keyOf({ folder, extension }: Shelf, id: number): string {
	const folders = String(id)
		.padStart(9, '0')
		.replace(/\d{3}(?=\d)/g, '$&/');
	const hash = createHash('sha1').update(`${folder} ${id}`).digest('hex');
	return `${folder}/${folders}/${hash}_original.${extension}`;
}
