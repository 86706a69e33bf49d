import { createHash } from 'node:crypto';
import type { Content } from '../content/content';
import type { Settings } from '../settings';
import type { Signer } from '../signing';
import { contentDisposition } from './disposition';

/** A file as the file host offers it. */
export interface StoredFile {
	fileName: string;
	contentType: string;
	/** Its content, which is always the same. */
	content(): Promise<Content>;
}

/** Where files of one kind lie. */
export interface Shelf {
	/** For example `export_files/reports`. */
	folder: string;
	/** The end of their paths, whatever type the files have. */
	extension: string;
	/** The file with this ID. Undefined if there is none (yet). */
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

	/** A new signed URL of a file. Undefined if there is no such file. */
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
 * Where a file lies, for example `export_files/reports/000/074/780/<40 hex digits>_original.txt`. As on WebAdMIT's host,
 * nothing in it is known to users.
 */
function keyOf({ folder, extension }: Shelf, id: number): string {
	const folders = String(id)
		.padStart(9, '0')
		.replace(/\d{3}(?=\d)/g, '$&/');
	const hash = createHash('sha1').update(`${folder} ${id}`).digest('hex');
	return `${folder}/${folders}/${hash}_original.${extension}`;
}
