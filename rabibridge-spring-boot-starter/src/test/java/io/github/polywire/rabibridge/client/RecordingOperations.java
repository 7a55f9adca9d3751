package io.github.polywire.rabibridge.client;

import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import io.github.polywire.rabibridge.RabiBridgeException;
import io.github.polywire.rabibridge.RemoteCallOperations;
import io.github.polywire.rabibridge.RemoteCallRequest;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ParameterizedTypeReference;

/**
 * Answers every call the same, and remembers it.
 */
class RecordingOperations implements RemoteCallOperations {

	final List<RemoteCallRequest> requests = new ArrayList<>();

	final List<Type> types = new ArrayList<>();

	@Nullable Object answer;

	@Nullable RabiBridgeException failure;

	RemoteCallRequest request() {
		return this.requests.get(this.requests.size() - 1);
	}

	Type type() {
		return this.types.get(this.types.size() - 1);
	}

	@Override
	@SuppressWarnings("unchecked")
	public <T> @Nullable T call(RemoteCallRequest request, ParameterizedTypeReference<T> resultType) {
		this.requests.add(request);
		this.types.add(resultType.getType());
		if (this.failure != null) {
			throw this.failure;
		}
		return (T) this.answer;
	}

	@Override
	public <T> CompletableFuture<@Nullable T> callAsync(RemoteCallRequest request,
			ParameterizedTypeReference<T> resultType) {
		try {
			return CompletableFuture.completedFuture(call(request, resultType));
		}
		catch (RabiBridgeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

}
