package io.github.polywire.rabibridge.listener;

import java.lang.reflect.Method;
import java.util.StringJoiner;
import java.util.function.IntFunction;

import jakarta.validation.Validator;
import jakarta.validation.metadata.BeanDescriptor;
import jakarta.validation.metadata.MethodDescriptor;
import org.jspecify.annotations.Nullable;

import org.springframework.aop.support.AopUtils;
import org.springframework.context.MessageSourceResolvable;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.validation.FieldError;
import org.springframework.validation.annotation.Validated;
import org.springframework.validation.beanvalidation.MethodValidationAdapter;
import org.springframework.validation.method.MethodValidationResult;
import org.springframework.validation.method.ParameterValidationResult;

/**
 * Checks the Bean Validation constraints on the parameters of handler methods; loaded
 * only where Bean Validation is.
 */
public final class ParameterValidator {

	private final Validator validator;

	private final MethodValidationAdapter adapter;

	/**
	 * Creates a validator.
	 * @param validator the validator of Bean Validation
	 */
	public ParameterValidator(Validator validator) {
		this.validator = validator;
		this.adapter = new MethodValidationAdapter(validator);
	}

	boolean isConstrained(Method method) {
		BeanDescriptor bean = this.validator.getConstraintsForClass(method.getDeclaringClass());
		MethodDescriptor descriptor = bean.getConstraintsForMethod(method.getName(), method.getParameterTypes());
		return descriptor != null && descriptor.hasConstrainedParameters();
	}

	/**
	 * Checks the arguments of a call.
	 * @param bean the bean
	 * @param method the method
	 * @param arguments what is passed to it
	 * @param names tells the names that callers know, by the parameters' indexes
	 * @throws CallArgumentException if an argument is not valid
	 */
	void validate(Object bean, Method method, @Nullable Object[] arguments, IntFunction<String> names) {
		MethodValidationResult result = this.adapter.validateArguments(bean, method, null, arguments,
				groups(bean, method));
		if (!result.hasErrors()) {
			return;
		}
		StringJoiner problems = new StringJoiner("; ");
		for (ParameterValidationResult parameter : result.getParameterValidationResults()) {
			for (MessageSourceResolvable error : parameter.getResolvableErrors()) {
				String field = (error instanceof FieldError fieldError) ? "." + fieldError.getField() : "";
				problems.add("'" + names.apply(parameter.getMethodParameter().getParameterIndex()) + element(parameter)
						+ field + "' " + error.getDefaultMessage());
			}
		}
		throw new CallArgumentException("The arguments are not valid: " + problems);
	}

	private static Class<?>[] groups(Object bean, Method method) {
		Validated validated = AnnotatedElementUtils.findMergedAnnotation(method, Validated.class);
		if (validated == null) {
			validated = AnnotatedElementUtils.findMergedAnnotation(AopUtils.getTargetClass(bean), Validated.class);
		}
		return (validated != null) ? validated.value() : new Class<?>[0];
	}

	private static String element(ParameterValidationResult parameter) {
		Object place = (parameter.getContainerKey() != null) ? parameter.getContainerKey()
				: parameter.getContainerIndex();
		return (place != null) ? "[" + place + "]" : "";
	}

}
