package io.github.polywire.dxlstreaming.listener;

import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.util.Map;

import io.github.polywire.dxlstreaming.DxlStreamDefinitionException;

import org.springframework.aop.support.AopUtils;
import org.springframework.core.MethodIntrospector;
import org.springframework.core.annotation.AnnotatedElementUtils;
import org.springframework.core.annotation.AnnotationUtils;
import org.springframework.util.ClassUtils;

/**
 * Finds annotated methods and names them.
 */
final class AnnotatedMethods {

	private AnnotatedMethods() {
	}

	/**
	 * Finds the methods of a type with an annotation, an overridden one once.
	 * @param <A> the annotation's type
	 * @param type the type
	 * @param annotation the annotation
	 * @return the methods with their annotations
	 */
	static <A extends Annotation> Map<Method, A> find(Class<?> type, Class<A> annotation) {
		if (!AnnotationUtils.isCandidateClass(type, annotation)) {
			return Map.of();
		}
		return MethodIntrospector.selectMethods(type,
				(MethodIntrospector.MetadataLookup<A>) (method) -> AnnotatedElementUtils.findMergedAnnotation(method,
						annotation));
	}

	/**
	 * The method to call on a bean, which may be a proxy.
	 * @param bean the bean
	 * @param method the annotated method
	 * @return the method to call
	 * @throws DxlStreamDefinitionException if the proxy does not have it
	 */
	static Method invocable(Object bean, Method method) {
		try {
			return AopUtils.selectInvocableMethod(method, bean.getClass());
		}
		catch (IllegalStateException ex) {
			throw new DxlStreamDefinitionException(describe(method),
					"the method cannot be called through the bean's proxy",
					"Declare the method in an interface that the proxy has, or make it public and proxy the class (spring.aop.proxy-target-class=true)",
					ex);
		}
	}

	static String describe(Method method) {
		return ClassUtils.getQualifiedMethodName(method) + "()";
	}

}
