/** The chunk by which visitors see, take away and erase what is kept of them. */
export { eraseOwnData, exportOwnData } from './own-data.ts';
export { showYourData } from './view.ts';
