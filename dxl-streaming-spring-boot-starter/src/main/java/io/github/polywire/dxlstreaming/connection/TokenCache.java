package io.github.polywire.dxlstreaming.connection;

import java.util.concurrent.locks.ReentrantLock;

import io.github.polywire.dxlstreaming.ChannelAuth;
import io.github.polywire.dxlstreaming.DxlStreamingException;
import org.jspecify.annotations.Nullable;

/**
 * Keeps a token until it is refused. Those who need one at the same time share a login,
 * and its failure.
 */
abstract class TokenCache implements ChannelAuth {

	private final ReentrantLock lock = new ReentrantLock();

	private volatile @Nullable String token;

	private volatile int logins;

	private @Nullable DxlStreamingException failure;

	@Override
	public final String token() {
		String current = this.token;
		return (current != null) ? current : newToken(this.logins);
	}

	private String newToken(int before) {
		this.lock.lock();
		try {
			String current = this.token;
			if (current != null) {
				return current;
			}
			DxlStreamingException failed = this.failure;
			if (this.logins != before && failed != null) {
				// Of the login that this thread waited for.
				throw failed;
			}
			this.failure = null;
			try {
				String created = login();
				this.token = created;
				return created;
			}
			catch (DxlStreamingException ex) {
				this.failure = ex;
				throw ex;
			}
			finally {
				this.logins++;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Logs in.
	 * @return the token
	 */
	abstract String login();

	@Override
	public final void reset() {
		this.lock.lock();
		try {
			this.token = null;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public final void reset(String refused) {
		this.lock.lock();
		try {
			if (refused.equals(this.token)) {
				this.token = null;
			}
		}
		finally {
			this.lock.unlock();
		}
	}

}
