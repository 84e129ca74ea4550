export default { base: './', optimizeDeps: { exclude: ['gradient-flow'] } };
