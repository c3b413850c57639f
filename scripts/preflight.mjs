// Plain JavaScript on purpose: it must be readable by any Node so that it can say which one is missing.
const [major, minor] = process.versions.node.split('.').map(Number);
if (major < 24) {
  process.stderr.write(
    `NEXUS runs on Node 24 and found ${process.version}. The "node" package of this project brings it: run "npm ci" again` +
      ' and, if npm says that an install script was blocked, "npm install-scripts approve node".\n',
  );
  process.exit(1);
}
if (major === 24 && minor < 3) {
  process.stderr.write(`NEXUS needs Node 24.3 or newer and found ${process.version}. Run "npm ci".\n`);
  process.exit(1);
}
