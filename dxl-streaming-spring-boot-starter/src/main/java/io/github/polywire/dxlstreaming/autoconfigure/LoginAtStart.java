package io.github.polywire.dxlstreaming.autoconfigure;

import io.github.polywire.dxlstreaming.ChannelAuth;

import org.springframework.context.SmartLifecycle;

/**
 * Logs in before anything else starts, so that the start fails if that does.
 */
final class LoginAtStart implements SmartLifecycle {

	private final ChannelAuth auth;

	private volatile boolean running;

	LoginAtStart(ChannelAuth auth) {
		this.auth = auth;
	}

	@Override
	public void start() {
		this.auth.token();
		this.running = true;
	}

	@Override
	public void stop() {
		this.running = false;
	}

	@Override
	public boolean isRunning() {
		return this.running;
	}

	@Override
	public int getPhase() {
		return Integer.MIN_VALUE;
	}

}
