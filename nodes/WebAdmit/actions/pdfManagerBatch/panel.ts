import { pdfManagerBatchLocator, userIdentityLocator } from '../../fields/locators';
import { pdfManagerBatch } from '../../runs/kinds/pdfManagerBatch';
import type { RunPanel } from '../runs/RunPanel';

export const panel: RunPanel = {
	kind: pdfManagerBatch,
	address: [userIdentityLocator, pdfManagerBatchLocator],
	urlOption: [],
	textEncoding: [],
	fileOptions: [],
};
