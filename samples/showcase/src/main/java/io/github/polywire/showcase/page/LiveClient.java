package io.github.polywire.showcase.page;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

import jakarta.servlet.AsyncContext;
import jakarta.servlet.AsyncEvent;
import jakarta.servlet.AsyncListener;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;

/**
 * An open page that is sent events. Nothing here ever waits for the page: an event that
 * it cannot take is left out, since the next one tells all there is to know, and a page
 * that takes none for a while is dropped. Thread-safe.
 */
final class LiveClient implements WriteListener, AsyncListener {

	private final AsyncContext context;

	private final Duration patience;

	private final ServletOutputStream output;

	private final Consumer<LiveClient> onEnd;

	/** Held for calls that return at once. */
	private final ReentrantLock lock = new ReentrantLock();

	private long lastTaken = System.nanoTime();

	private boolean open;

	private boolean unflushed;

	private boolean ended;

	/**
	 * Creates a client, which takes events when it is started.
	 * @param context the request, which is answered until the page is gone
	 * @param patience how long a page may take no event
	 * @param onEnd told when it is, perhaps more than once
	 * @throws IOException if it is gone
	 */
	LiveClient(AsyncContext context, Duration patience, Consumer<LiveClient> onEnd) throws IOException {
		this.context = context;
		this.patience = patience;
		this.onEnd = onEnd;
		this.output = context.getResponse().getOutputStream();
	}

	/**
	 * Has the container say when the page can take events.
	 */
	void start() {
		this.context.setTimeout(0);
		this.context.addListener(this);
		this.output.setWriteListener(this);
	}

	/**
	 * Sends an event if the page can take it, and ends if it could not for too long.
	 * @param event the event
	 */
	void offer(byte[] event) {
		this.lock.lock();
		try {
			if (this.ended) {
				return;
			}
			if (this.open && this.output.isReady()) {
				this.lastTaken = System.nanoTime();
				this.output.write(event);
				this.unflushed = true;
				flush();
			}
			else if (System.nanoTime() - this.lastTaken > this.patience.toNanos()) {
				// To end the answer would be to wait for it: the container tells below
				// when it goes on or is given up.
				drop();
			}
		}
		catch (IOException | IllegalStateException ex) {
			// The page was closed. The container has noticed it, too, and tells it below.
			drop();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void flush() throws IOException {
		if (this.unflushed && this.output.isReady()) {
			this.unflushed = false;
			this.output.flush();
		}
	}

	/**
	 * Sends nothing more, and ends the answer.
	 */
	void end() {
		this.lock.lock();
		try {
			if (drop()) {
				complete();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Sends nothing more.
	 * @return whether anything was sent before
	 */
	private boolean drop() {
		this.lock.lock();
		try {
			boolean first = !this.ended;
			this.ended = true;
			return first;
		}
		finally {
			this.lock.unlock();
			this.onEnd.accept(this);
		}
	}

	private void complete() {
		try {
			this.context.complete();
		}
		catch (IllegalStateException ex) {
			// The page was closed at this moment, which the container tells below.
		}
	}

	@Override
	public void onWritePossible() throws IOException {
		this.lock.lock();
		try {
			if (this.ended) {
				complete();
			}
			else {
				// The first flush sends the headers, which tell the page that it is
				// connected.
				this.unflushed |= !this.open;
				this.open = true;
				flush();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void onError(Throwable failure) {
		drop();
	}

	@Override
	public void onError(AsyncEvent event) {
		drop();
		// Without it the container sends an error page after the events.
		complete();
	}

	@Override
	public void onTimeout(AsyncEvent event) {
		end();
	}

	@Override
	public void onComplete(AsyncEvent event) {
		drop();
	}

	@Override
	public void onStartAsync(AsyncEvent event) {
		// Nothing starts it again.
	}

}
