// The ways to start must have been four, must have loaded the library in four ways, and must have printed the same bits.
def log = new File(basedir, 'build.log').readLines()
if (log.any { it.contains('BUILD FAILURE') }) {
    return // and that is what the log is about
}
def line = ~/prediction bits (\p{XDigit}{8}) by (.+) of (\S+)/
def found = log.collect { line.matcher(it) }.findAll { it.matches() }
def origins = found.collect { it.group(2).replaceFirst(/ @.*/, '') + ' of ' + it.group(3).replaceFirst(/\/.*/, '') }
assert origins == ['unnamed module of jar:file:', 'module dev.lanegrad of jar:file:', 'unnamed module of jar:nested:',
        'module dev.lanegrad of jrt:']
assert found.collect { it.group(1) }.toSet().size() == 1
