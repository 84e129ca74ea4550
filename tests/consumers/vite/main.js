import 'gradient-flow';
