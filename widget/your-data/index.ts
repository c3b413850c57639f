/** The chunk with the visitor's own data, fetched when they or the page ask for it. */
export { eraseOwnData, exportOwnData, OwnDataError, type YourDataParts } from './own-data.ts';
export { showYourData } from './view.ts';
