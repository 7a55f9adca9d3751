package io.github.polywire.localbrokers;

/**
 * A broker that somebody else runs.
 */
record ExternalBroker(String host) implements BrokerProcess {

	@Override
	public boolean isControllable() {
		return false;
	}

	@Override
	public boolean isRunning() {
		return true;
	}

	@Override
	public void start() {
		// It runs already.
	}

	@Override
	public void stop() {
		throw notOurs();
	}

	@Override
	public void kill() {
		throw notOurs();
	}

	@Override
	public void suspend() {
		throw notOurs();
	}

	@Override
	public void resume() {
		throw notOurs();
	}

	@Override
	public String ctl(String... arguments) {
		throw notOurs();
	}

	@Override
	public String logTail() {
		return "";
	}

	@Override
	public void close() {
		// It goes on running.
	}

	private UnsupportedOperationException notOurs() {
		return new UnsupportedOperationException("The broker on " + this.host
				+ " runs elsewhere and is not ours to control; ask isControllable() first");
	}

}
